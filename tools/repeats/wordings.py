"""Statements of facts and questions for them, written before `core/turn/known.py` was read.

A statement stands in a longer message; `{v}` is the value.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of fact: values that it may have, how it is stated, and how it is asked for."""

    name: str
    values: tuple[str, ...]
    statements: tuple[str, ...]
    questions: tuple[str, ...]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines() if line.strip())


def _topic(name: str, values: str, statements: str, questions: str) -> Topic:
    kept = tuple(value.strip() for value in values.split("|"))
    return Topic(name, kept, _lines(statements), _lines(questions))


TOPICS = (
    _topic(
        "order number",
        "48213 | A-10442 | 7733-2201 | NW48213 | 100245",
        """
        My order number is {v}.
        I placed order {v} last week and it still hasn't shown up.
        It's about order #{v}.
        Order no. {v}, if that helps.
        The order in question is {v}.
        the order number I got in the mail says {v}
        I'm writing about my order ({v}), which arrived broken.
        Re: order {v}
        I have the confirmation here, it says order number: {v}.
        You'll find it under order {v}.
        my order nr is {v} btw
        This is for {v}, the order I made on Monday.
        Order ID {v} is the one that's missing.
        """,
        """
        What is your order number?
        Could you tell me the order number?
        Which order is this about?
        Can you share your order number with me, please?
        Please send me the order number.
        May I have your order number?
        What's the number of your order?
        Do you have an order number?
        Could you give me your order ID so that I can check?
        I need your order number to look into this. Could you provide it?
        Which order number does this refer to?
        Would you mind telling me the order number?
        What order are you asking about?
        Can I get the order number from your confirmation e-mail?
        """,
    ),
    _topic(
        "e-mail",
        "ada@customer.example | g.miller+shop@mail.example | tom_fuchs@post.example",
        """
        My email is {v}.
        You can reach me at {v}.
        The account is registered under {v}.
        I signed up with {v}.
        my e-mail address: {v}
        Please write to {v}, I don't look at this chat often.
        I use {v} to log in.
        Send it to {v} please.
        Mail me at {v} if you need more.
        The address I ordered with is {v}.
        """,
        """
        What is your e-mail address?
        Could you tell me the email address of your account?
        Which email did you sign up with?
        May I have your email, please?
        What email address is the account registered under?
        Can you give me the e-mail that you used for the order?
        Which e-mail address do you use to log in?
        At which email address can we reach you?
        Please provide your email address.
        What's the best email to contact you?
        """,
    ),
    _topic(
        "name",
        "Grace Miller | Tomas Okafor | Ana Petrova | Lee Chen",
        """
        My name is {v}.
        Hi, I'm {v} and I bought a machine from you.
        This is {v}.
        {v} here.
        The booking is under the name {v}.
        The account is in the name of {v}.
        name: {v}
        It should be under {v}.
        Hello, my name's {v}, hope you can help.
        You can call me {v}.
        """,
        """
        What is your name?
        Could I get your name, please?
        May I ask your full name?
        Who am I speaking with?
        Can you tell me your first and last name?
        What name is the account under?
        Under which name is the booking?
        Please tell me your name.
        May I know who I'm talking to?
        Could you please provide your name?
        """,
    ),
    _topic(
        "phone",
        "+44 20 7946 0958 | 202-555-0143 | 030 1234567",
        """
        My phone number is {v}.
        Call me on {v}.
        You can ring me at {v} any time after five.
        tel. {v}
        My mobile is {v}.
        Phone: {v}
        Best number to reach me is {v}.
        If something is unclear, my number is {v}.
        I can be reached by phone under {v}.
        """,
        """
        What is your phone number?
        Could you share a phone number where we can reach you?
        Which number can we call you on?
        May I have your mobile number?
        What's the best number to reach you?
        Can you give me your telephone number?
        Please provide a phone number.
        Is there a phone number we can call?
        At what number can we call you back?
        """,
    ),
    _topic(
        "device",
        "iPhone 14 | Pixel 8 | Galaxy S23 | ThinkPad X1 | iPad Air",
        """
        I have an {v}.
        I'm using it on my {v}.
        My phone is a {v}.
        I tried with my {v} and nothing happened.
        It's a {v}, about two years old.
        On my {v} the app closes at once.
        The device is a {v}.
        I use the app on a {v}.
        Running on {v} here.
        device: {v}
        I own a {v}, in case that matters.
        """,
        """
        Which device are you using?
        What phone do you have?
        What device do you use the app on?
        Could you tell me the model of your phone?
        Which device is it?
        On what device does this happen?
        Can you tell me which device you are on?
        What kind of device do you have?
        What is the model of your device?
        Please tell me what device you're using.
        """,
    ),
    _topic(
        "machine model",
        "Northwind One | Barista Pro | Aero 3 | Duo Plus",
        """
        I have the {v}.
        My machine is a {v}.
        I bought a {v} in spring.
        It's the {v} model.
        The model is {v}.
        We own a {v} coffee machine.
        My {v} machine leaks at the bottom.
        model: {v}
        The machine in question is the {v}.
        """,
        """
        Which machine do you have?
        What model is your machine?
        Which model do you own?
        Could you tell me the model of your coffee machine?
        What is the model name?
        Which coffee machine is it?
        Can you let me know which model you have?
        What machine are you using?
        Please tell me the model.
        """,
    ),
    _topic(
        "serial number",
        "SN-88-2231 | NW4471K09 | C02XG2JHJG5H",
        """
        The serial number is {v}.
        Serial no. {v}.
        S/N {v}
        On the bottom it says serial number {v}.
        serial: {v}
        The number on the sticker is {v}, that's the serial I guess.
        Its serial number reads {v}.
        """,
        """
        What is the serial number?
        Could you tell me the serial number of the machine?
        Please send us the serial number.
        What does the serial number say?
        Can you find the serial number on the bottom and send it to me?
        Which serial number does it have?
        Do you have the serial number at hand?
        May I have the device's serial number?
        """,
    ),
    _topic(
        "software version",
        "4.2.1 | 10.3 | 2.0.7",
        """
        The app is version {v}.
        I'm on version {v} of the app.
        App version: {v}
        I have {v} installed, the newest one I think.
        I updated to {v} yesterday.
        The settings say version {v}.
        firmware is {v}
        It's running v{v}.
        """,
        """
        Which version of the app do you have?
        What version are you on?
        What app version are you running?
        Could you tell me the version of the app?
        Which version is installed?
        What is the version number?
        Can you check which version you're using?
        Please tell me your app version.
        """,
    ),
    _topic(
        "operating system",
        "Windows 11 | Android 14 | iOS 17.2 | macOS Sonoma | Ubuntu 22.04",
        """
        I'm on {v}.
        My laptop runs {v}.
        I use {v}.
        The operating system is {v}.
        OS: {v}
        This is on {v}.
        My computer has {v} on it.
        I have a PC with {v}.
        It happens since I updated to {v}.
        """,
        """
        Which operating system do you use?
        What operating system are you on?
        What OS are you running?
        Could you tell me your operating system?
        Are you on Windows or Mac?
        Which OS does your computer have?
        Can you tell me what operating system you have?
        Do you use iOS or Android?
        """,
    ),
    _topic(
        "browser",
        "Firefox | Chrome | Safari | Edge",
        """
        I use {v}.
        I'm using {v} as my browser.
        In {v} the page stays white.
        My browser is {v}.
        I tried it in {v}, same thing.
        It happens in {v}, newest version.
        browser: {v}
        With {v} I only see an empty page.
        I opened the page in {v} on my laptop.
        """,
        """
        Which browser are you using?
        What browser do you use?
        Could you tell me which browser this happens in?
        What web browser are you on?
        In which browser did you open the page?
        Can you tell me your browser?
        Please let me know the browser that you use.
        """,
    ),
    _topic(
        "error message",
        "E42 | ERR-1007 | 0x80070057 | F08",
        """
        The display shows {v}.
        I get error {v}.
        It says error code {v}.
        The error is {v}.
        There's an error message: {v}.
        All I see is error {v} on the screen.
        It stops with {v}.
        An error {v} pops up when I start it.
        error: {v}
        The machine blinks and then shows the code {v}.
        """,
        """
        What error code do you see?
        Which error message is shown?
        What does the error message say?
        Do you see an error code on the display?
        Is there an error message?
        Could you tell me the exact error?
        What error are you getting?
        Can you share the error code?
        Which error appears on the screen?
        Are you getting any error messages?
        What is shown on the display?
        """,
    ),
    _topic(
        "address",
        "12 Mill Lane, Bath | 5 Park Road, Leeds | 221B Baker Street, London",
        """
        My address is {v}.
        Please ship it to {v}.
        I live at {v}.
        The delivery address is {v}.
        It should go to {v}.
        address: {v}
        We moved to {v} last month.
        Deliver to {v} please.
        My new shipping address is {v}.
        """,
        """
        What is your address?
        Could you tell me the delivery address?
        Where should we send it?
        To which address should it be delivered?
        May I have your shipping address?
        Please confirm the address that we should ship to.
        What's the address for the delivery?
        Can you give me your postal address?
        """,
    ),
    _topic(
        "plan",
        "Pro | Basic | Premium | Family | Business",
        """
        I'm on the {v} plan.
        I have a {v} subscription.
        We pay for the {v} plan.
        My plan is {v}.
        My subscription is {v}.
        plan: {v}
        I subscribed to {v} in March.
        We are on {v}, ten seats.
        I've got the {v} tier.
        """,
        """
        Which plan are you on?
        What plan do you have?
        What subscription do you have?
        Could you tell me your plan?
        Which subscription are you using?
        What is your current plan?
        Can you tell me which plan you are subscribed to?
        What tier are you on?
        """,
    ),
    _topic(
        "date of purchase",
        "3 March | 12 January 2026 | 2026-02-14 | last Tuesday | two weeks ago",
        """
        I bought it on {v}.
        I ordered it on {v}.
        The purchase was on {v}.
        It was purchased {v}.
        I got it {v} from your shop.
        Date of purchase: {v}
        We bought the machine {v}.
        I placed the order {v}.
        """,
        """
        When did you buy it?
        When did you order it?
        What is the date of purchase?
        Could you tell me when you bought the machine?
        On what date did you place the order?
        When was the purchase?
        What's the purchase date?
        Can you tell me when you purchased it?
        How long ago did you buy it?
        """,
    ),
    _topic(
        "start",
        "yesterday | this morning | last Friday | 3 days ago",
        """
        It started {v}.
        This has been happening since {v}.
        Since {v} nothing works.
        It began {v}, out of nowhere.
        The problem first appeared {v}.
        It stopped working {v}.
        It's been broken since {v}.
        """,
        """
        When did it start?
        Since when does this happen?
        When did the problem begin?
        How long has this been going on?
        When did this first happen?
        Could you tell me since when you have this problem?
        When did you first notice it?
        """,
    ),
    _topic(
        "payment method",
        "PayPal | Visa | bank transfer | Apple Pay | Mastercard",
        """
        I paid with {v}.
        I used {v} to pay.
        The payment was made by {v}.
        I paid via {v}.
        It was charged to my {v}.
        Payment method: {v}
        I always pay by {v}.
        My payment method is {v}.
        """,
        """
        How did you pay?
        What payment method did you use?
        Which payment method is it?
        Could you tell me how you paid?
        Which card did you pay with?
        Did you pay by card or PayPal?
        What method of payment did you use?
        How was the order paid?
        """,
    ),
    _topic(
        "tracking number",
        "1Z999AA10123456784 | JD0146000031 | 00340434161094",
        """
        The tracking number is {v}.
        tracking: {v}
        The tracking code {v} shows nothing.
        I have a tracking number, {v}.
        I followed {v} on the carrier's page, no update since Monday. That's the tracking number.
        The parcel's tracking ID is {v}.
        """,
        """
        What is the tracking number?
        Could you send me the tracking number?
        Do you have a tracking number?
        Which tracking code did you get?
        Can you share the tracking number of the parcel?
        Please tell me the tracking ID.
        """,
    ),
    _topic(
        "booking number",
        "BK-2291 | RES7781 | 55120",
        """
        My booking number is {v}.
        Booking reference {v}.
        My reservation number is {v}.
        The reservation is {v}.
        I have booking {v} for next week.
        booking ref: {v}
        confirmation code {v}
        """,
        """
        What is your booking number?
        Could you give me the booking reference?
        What's your reservation number?
        Which booking is it about?
        Can I have your confirmation number?
        Please tell me your booking number.
        Do you have a booking reference?
        """,
    ),
    _topic(
        "invoice number",
        "INV-2031 | 2026-0091 | R44871",
        """
        The invoice number is {v}.
        I have a question about invoice {v}.
        Invoice no. {v} is wrong.
        invoice: {v}
        You charged me twice on invoice #{v}.
        The bill is number {v}.
        """,
        """
        What is the invoice number?
        Which invoice is it about?
        Could you tell me the invoice number?
        Can you send me the number of the invoice?
        Do you have the invoice number?
        Please share your invoice number.
        """,
    ),
    _topic(
        "account number",
        "K-99120 | 4471120 | C-310-22",
        """
        My customer number is {v}.
        My account number is {v}.
        Customer ID {v}
        account no: {v}
        I'm customer {v}.
        My customer id is {v}.
        """,
        """
        What is your customer number?
        Could you tell me your account number?
        What's your customer ID?
        Can I have your account number?
        Please give me your customer number.
        Which account is it?
        """,
    ),
    _topic(
        "user name",
        "ada_l | tomfuchs99 | grace.m",
        """
        My username is {v}.
        My user name is {v}.
        I log in as {v}.
        login: {v}
        My account name is {v}.
        The user is {v}.
        """,
        """
        What is your username?
        Could you tell me your user name?
        Which username do you use?
        What's your login name?
        Can I have your username?
        Please tell me the user name of the account.
        """,
    ),
    _topic(
        "country",
        "Germany | Canada | Portugal | the UK",
        """
        I live in {v}.
        I'm in {v}.
        I'm writing from {v}.
        We're based in {v}.
        My country is {v}.
        I ordered from {v}.
        country: {v}
        """,
        """
        Which country do you live in?
        What country are you in?
        Where are you located?
        In which country are you?
        Could you tell me your country?
        Where do you live?
        Which country should it be shipped to?
        """,
    ),
    _topic(
        "zip code",
        "90210 | 10115 | SW1A 1AA",
        """
        My zip code is {v}.
        Zip: {v}
        My postcode is {v}.
        The postal code is {v}.
        I'm in the {v} zip code area.
        """,
        """
        What is your zip code?
        What's your postcode?
        Could you tell me your postal code?
        Can I have your zip code?
        Please tell me your ZIP.
        """,
    ),
    _topic(
        "restarting tried",
        "",
        """
        I already restarted the machine twice.
        I've restarted it, no change.
        I turned it off and on again.
        I tried a restart but that didn't help.
        Restarting did nothing.
        I have rebooted everything already.
        We unplugged it and plugged it back in.
        Yes I did restart it before you ask.
        """,
        """
        Have you tried restarting it?
        Did you restart the machine?
        Could you try to restart it?
        Have you already rebooted it?
        Have you tried turning it off and on again?
        Did you try a restart?
        Can you restart it and tell me if that helps?
        """,
    ),
    _topic(
        "cleaning tried",
        "",
        """
        I descaled it yesterday.
        I've already cleaned the water tank and descaled it.
        I have descaled the machine and cleaned the tank, no luck.
        Cleaning the tank and descaling didn't change anything.
        I did descale it and clean the tank.
        """,
        """
        Have you descaled it?
        Did you clean the water tank?
        Have you tried descaling the machine?
        Did you already clean the tank?
        Could you try descaling it?
        """,
    ),
    _topic(
        "reinstalling tried",
        "",
        """
        I deleted the app and installed it again.
        I've reinstalled the app already.
        I already tried reinstalling.
        I uninstalled and reinstalled it, same result.
        Reinstalling the app didn't fix it.
        """,
        """
        Have you tried reinstalling the app?
        Did you reinstall the app?
        Could you uninstall and reinstall the app?
        Have you already reinstalled it?
        """,
    ),
    _topic(
        "cache tried",
        "",
        """
        I cleared the cache and cookies.
        I've already cleared my browser cache.
        Clearing the cache did not help.
        I tried clearing cookies and cache, nothing.
        """,
        """
        Have you cleared the cache?
        Did you clear your browser's cache and cookies?
        Could you try clearing the cache?
        Have you tried to clear your cache?
        """,
    ),
)  # fmt: skip

CONFLICTS = {
    ("machine model", "device"),  # "What device do you have?" may be asked of either
    ("name", "user name"),
    ("account number", "user name"),
    ("address", "country"),
    ("address", "zip code"),
    ("zip code", "country"),
    ("order number", "booking number"),
    ("account number", "e-mail"),
    ("account number", "order number"),
    ("operating system", "start"),  # "since I updated to Windows 11"
    ("tracking number", "start"),  # "no update since Monday"
}
"""Pairs of which one answers the questions for the other, in part: not measured as unknown."""

FILLERS = (
    "Hello, I hope you can help me, this has been going on for a while.",
    "It worked fine for months and then it suddenly stopped.",
    "I read your help pages but they don't cover my case.",
    "My wife uses it in the morning, I use it in the evening.",
    "I'd like to have this solved before the weekend, we have guests.",
    "The light on the left goes red and then it beeps.",
    "I was told on the phone that somebody would call back.",
    "Thanks a lot in advance for looking into this.",
    "It's quite loud too, but that may be normal.",
    "Nobody answered my last message, so I'm trying here.",
    "I'm not a technical person, so please be patient with me.",
    "I don't want to send it back, I just want it to work.",
    "The parcel box was a bit dented on one corner.",
    "I pay every month and I expect it to work.",
)

ANSWERS = (
    "Thanks for telling me. Let me look at that.",
    "I see. Please give me a moment.",
    "I'm sorry about that. I'll check.",
    "Thank you for the details.",
)

LATER = (
    "ok thanks",
    "So what should I do now?",
    "Any news?",
    "I just looked again and it's the same.",
    "I tried what you said, but I don't see that button.",
    "Can I still return it?",
    "And how long does that take?",
)

HARMLESS = (
    "Would you like us to refund the order?",
    "Do you want to keep the order or cancel it?",
    "Does the same happen on another device?",
    "Does it also happen in a private window?",
    "Is the water tank full?",
    "Do you see the light blink three times?",
    "Would you like to change your e-mail address?",
    "Do you want to change the delivery address?",
    "Would you like to switch to another plan?",
    "Should we send the receipt by e-mail or by post?",
    "Is the plug warm when you touch it?",
    "How many cups do you make a day?",
    "Is it the left or the right handle?",
    "Did somebody else use your account?",
    "Do you want a new card or a new account?",
    "Was the box damaged when it arrived?",
    "Is your payment method about to expire?",
    "How often does it happen?",
    "What do you see after you press the button?",
    "Would you like to be called back?",
    "Which colour would you like instead?",
    "Do you prefer a replacement or a repair?",
    "Which article did you read?",
    "Has the parcel been opened?",
)
"""Questions that none of the facts answers; they may be asked whatever is known."""
