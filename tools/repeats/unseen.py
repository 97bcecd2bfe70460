"""Wordings that no rule was tuned on: what `measure_repeats` holds out."""

from collections.abc import Mapping

UNSEEN: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "order number": (
        (
            "Third time I'm asking: where the hell is order {v}??",
            "I have made by you an order, the number is {v}, please to check.",
            (
                "With reference to my order for six espresso cups (no. {v}), the goods have yet"
                " to arrive."
            ),
            (
                "My daughter ordered it for me and wrote the order number on a slip of paper, "
                "it is {v}."
            ),
            '{v} is still marked as "processing" when I look under my orders, is that normal?',
            "soo my order (its {v}) says delivered but lol nope",
            "Only half of what belongs to order {v} was in the box.",
            "Any chance of an update on my order? The number you gave me is {v}.",
        ),
        (
            "What number did we give your order when you placed it?",
            "Oh no, I'm sorry to hear that, which order are we talking about?",
            (
                'Can you find the number right under the word "Order" in your confirmation and '
                "type it in here?"
            ),
            "I can certainly check on that for you, may I just get the order number first?",
            "Is there an order number on the e-mail that you got from us?",
            "Kindly provide the order reference so that I may assist you further.",
            "Under what number was the order placed?",
            "So I don't open the wrong one, mind sending me the ID of the order?",
        ),
    ),
    "e-mail": (
        (
            "if you search for me, my account goes by the mail {v}",
            (
                "I don't get any mails from you, and I checked twice that {v} is spelled right "
                "in my profile."
            ),
            "My grandson set up an e-mail address for me, {v}, and that is the one I gave you.",
            "For all correspondence, kindly use the following e-mail address: {v}.",
            "Why does your login page tell me it doesn't know {v}??? That IS my email!",
            "just shoot me a mail, {v}",
            "The mail where I have registered me is {v}.",
            "You've been sending the receipts to an old inbox of mine, please use {v} from now on.",
        ),
        (
            "Which inbox should I send the confirmation to?",
            "Is there an e-mail address linked to your profile, and if so, which one is it?",
            "What address should I e-mail the return label to?",
            "I'm not finding you yet, so would you mind typing out the email you registered?",
            "For security reasons, please state the e-mail address associated with your account.",
            "Got an email I can send that to?",
            "When you created your login, which mail address did you enter?",
            "Would you be able to share the email address tied to this purchase?",
        ),
    ),
    "name": (
        (
            "hey there, {v} writing, the one with the broken handle",
            "I, {v}, hereby request a full refund.",
            "Me I am called {v}, sorry for my English.",
            "You got my name wrong in your letter, it's {v}.",
            "Best wishes from a rather disappointed customer, {v}",
            "On my loyalty card I am listed as {v}.",
            "If anybody rings back, please have them ask for {v}, that's me.",
            "The contract was signed by me, {v}, and nobody else.",
        ),
        (
            "May I have the name that you registered with?",
            "Hi and welcome, who do I have here in the chat?",
            "Which first and last name should I put on the form?",
            "By what name may I call you?",
            "For verification purposes, please state your full legal name.",
            "Is there a name I can look the booking up by?",
            "Thanks for reaching out, and who's this, please?",
            "Before I open a ticket, would you tell me who you are?",
        ),
    ),
    "phone": (
        (
            "Ring me, don't write, I can't see so well any more: {v}.",
            "whatsapp or call me {v} thx",
            "My telephone, it is the {v}, in the evening is better.",
            "I've been waiting by the phone all day, you do have the right number, {v}, don't you?",
            "Should you require further information, I am available by telephone on {v}.",
            (
                "My phone number is the same as ever, {v}, and let it ring a while, I'm slow on"
                " the stairs."
            ),
            "The SMS codes for the login never arrive at {v}, and that's the only number I've got.",
            "I'd rather have somebody call than type all this out, so here's my cell {v}",
        ),
        (
            "Is there a mobile number the driver may use if nobody opens the door?",
            "Shall we ring you, and if so, on what number?",
            "Could you drop your number here so someone can call you?",
            "For the callback, please enter your telephone number including the area code.",
            "Where can we reach you by phone this afternoon?",
            "Which phone number is stored in your profile?",
            "Mind if I grab a good callback number from you?",
            "I'm arranging for a technician to call, so what number should he dial?",
        ),
    ),
    "device": (
        (
            "ugh your app is sooo laggy on my {v}",
            "My son gave me his old {v}, and on that I can't find the button you mention.",
            "I am having one {v} and it is not connecting.",
            "Please note that the device in use is of the type {v}.",
            "Works fine on my husband's, but mine, the {v}, only shows a spinner.",
            "I do everything on the {v}, ordering beans in your app included.",
            "Is the {v} not supported any more? Because that's what I've got here.",
            "{v} user, app crashes nonstop",
        ),
        (
            "Are you on a phone, a tablet or a computer, and which one exactly?",
            "What brand and model is the device you installed the app on?",
            "May I know which hardware you're running our app on?",
            "Out of curiosity, what gadget are you using for this?",
            "Kindly specify the device on which the issue occurs.",
            "Can you look in the settings to see what model your device is?",
            "Which handset, tablet or laptop are you trying to connect?",
            "I'd like to reproduce this here, so what device did you see it on?",
        ),
    ),
    "machine model": (
        (
            "so my {v} just spits out lukewarm water instead of coffee",
            "The coffee machine what I have is {v}.",
            "We were given the {v} as a wedding present, and it has always made wonderful coffee.",
            "I paid a fortune for that {v} of yours and it can't even froth milk!!",
            "The complaint concerns a coffee maker of the type {v}.",
            "Is there a longer hose that fits mine? It's the {v}, the one with the steam wand.",
            "On the side of my coffee machine I can read {v}, I suppose that is what it's called.",
            "{v} coffee maker, brew button dead",
        ),
        (
            "Which of our coffee makers is standing in your kitchen?",
            "Do you have the Aero, the Duo or one of our other machines?",
            (
                "Could you have a look at the front of the machine and tell me what it says "
                "there for the model?"
            ),
            "What type of machine are we dealing with?",
            "Kindly indicate the model designation of your coffee machine.",
            "And the machine itself, which one is that?",
            "There are several versions of that part, so which machine do you need it for?",
            "Could I ask you to confirm which coffee machine model you purchased from us?",
        ),
    ),
    "serial number": (
        (
            "I had to fetch my reading glasses, but here is the serial number for you: {v}.",
            "Here I am giving you serial number of machine as you want: {v}",
            "took a pic of the back, s/n there is {v}",
            "As requested by your hotline, I am herewith submitting the serial number ({v}).",
            "Your warranty form rejects my serial number, and I've typed {v} in about ten times!",
            "The unit concerned bears the serial number {v}.",
            "For the record: one machine, serial {v}, leaking from the left side.",
            "{v}. That's what is engraved under the tank as its serial number.",
        ),
        (
            'What are the letters and digits after "S/N" on the back of the machine?',
            "Is there a sticker with a serial number underneath, and what does it say?",
            "Could you note down the serial number for me when you're next to the machine?",
            "Kindly quote the serial number of the appliance.",
            "Can you snap a picture of the serial number or just type it in here?",
            "To see whether yours is part of the recall, which serial number is it?",
            "Got the serial for me?",
            "I will also require the serial number that is printed on the warranty card.",
        ),
    ),
    "software version": (
        (
            "ive got v {v} of ur app",
            "The version of the application by me is {v}.",
            "That {v} update you pushed out has ruined the app for me!",
            "My daughter looked it up for me, she says that the version of the app is {v}.",
            "We are currently operating release {v} of your software.",
            "Is {v} the latest? That's the version it gives next to the app's name here.",
            "I'm still stuck on {v} because the update to the next version never finishes.",
            "The firmware on the machine is {v} according to the service menu.",
        ),
        (
            "Is your app up to date, and what number does it show for the version?",
            "Which build of the app is that?",
            'Could you open the menu, tap on "Info" and read me the version?',
            "Please state the version of the software in use.",
            "Do you know which version you updated to?",
            "At the very bottom of the settings there's a version number, what is yours?",
            "Are you already on the newest version, or which one have you got?",
            "Some of this was fixed recently, so may I know what version you've got there?",
        ),
    ),
    "operating system": (
        (
            "got {v}, everything patched, still nope",
            "By me is working {v} as the system.",
            "My neighbour put {v} on it for me, I don't know much about these things.",
            "We have standardised on {v} throughout the company.",
            "Don't tell me {v} is too old for your app!! It's what I have and I'm not changing it.",
            "After switching over to {v} I can't get your programme to start any more.",
            "System info for you: {v}, 64-bit, plenty of memory.",
            "Your requirements mention {v}, and that is precisely the system installed here.",
        ),
        (
            "Is your device running Android, iOS, Windows or something else?",
            "And what does it run on, Windows, macOS or Linux?",
            "Which edition of Windows, macOS or Linux do you have there?",
            "Please specify the operating system and its version.",
            "Can you tell from the settings what operating system it is?",
            "Would you happen to know which OS it's running?",
            "The steps differ a bit, so are you a Windows or a Mac user?",
            "Before I send you the installer, which operating system should it be for?",
        ),
    ),
    "browser": (
        (
            "im on {v} and ur site looks totally broken",
            "The site I have opened with {v} browser, not working.",
            "I click on that little {v} icon to get on the internet, as my nephew showed me.",
            "Our IT department only permits {v}, so that is the browser in which I tried it.",
            "Why does your stupid shop log me out in {v} every two minutes?!",
            '{v} keeps blocking the pop-up when I hit "Pay", and I can\'t find where to allow it.',
            "Browser-wise it's {v} for me, has been for years.",
            "The page is displayed incorrectly when accessed with {v}.",
        ),
        (
            "Did you open the shop in Chrome or in some other browser?",
            "Which programme do you click on to get to our site, for example Firefox or Edge?",
            "Please indicate the browser in use.",
            "Is it Safari you're on, or another browser?",
            "When the page went blank, what browser were you in?",
            "Our shop behaves differently from browser to browser, so which is yours?",
            "Would you mind telling me what you normally surf the web with?",
            "Can you see what the browser you've got open is called?",
        ),
    ),
    "error message": (
        (
            "Again this {v} error!!! Every. Single. Time.",
            "The machine is writing {v} and makes nothing more.",
            (
                "There are some letters and numbers on the little screen, {v}, and my wife says"
                " it is an error."
            ),
            'app goes "oops, something went wrong ({v})" and thats it',
            "During start-up the appliance reports fault code {v}.",
            "Can you tell me how to get rid of {v}? It flashes on the display the whole time.",
            "It won't brew, only {v} lights up where the clock normally is.",
            "Saving fails with code {v}, whichever file I pick.",
        ),
        (
            "Does it show you any code or message when that happens?",
            "What exactly does the screen say when it stops?",
            "Are there any letters or numbers flashing on the display?",
            "Please quote the error message in full.",
            'What message do you get after you click on "Save"?',
            "Could you send me a screenshot or the text of the error?",
            "Do you remember what the fault code was?",
            "I'd like to look the error up, so what does it say word for word?",
        ),
    ),
    "address": (
        (
            "you guys always go to the wrong house, its {v}!!",
            "I am living in {v}, please bring there.",
            "My wife and I have lived at {v} for forty years, the postman knows us.",
            "Kindly arrange for delivery to the following address: {v}.",
            "The driver says he couldn't find {v}, but my house is right there on the corner.",
            "Drop it off at {v}, and with the neighbours if I'm out.",
            "My flat is on the second floor of {v}.",
            "Both the billing and the delivery address are {v}.",
        ),
        (
            "Where exactly is the package supposed to go?",
            "Can you type in your street, house number and town for me?",
            "Please state your full residential address.",
            "Is the replacement going to your home, and what's the address there?",
            "What address do you live at?",
            "I'd like to get the new part on its way, so what address do I send it to?",
            "Would you let me know where you live so the courier can find you?",
            "Which address is the right one for the delivery?",
        ),
    ),
    "plan": (
        (
            "isnt export included in {v}? thats the plan im paying for",
            "I have with your firm the abonnement called {v}.",
            "When my late husband signed us up, he took the {v} subscription.",
            "Our organisation holds a {v} licence for twenty users.",
            "You're charging me for {v} every month, and half of what's in that plan doesn't work!",
            "I downgraded my subscription to {v}, yet the old price was taken.",
            "The membership I chose is the {v} one.",
            "With the {v} plan that we have, how many people can I invite?",
        ),
        (
            "Are you a Basic, Pro or Premium customer?",
            "What have you subscribed to with us?",
            "Which of our packages did you sign up for?",
            "Please indicate your current subscription level.",
            "Is yours a free or a paid plan, and what is it called?",
            'Under "Billing", what does it say for your plan?',
            "Not every plan has that feature, so which one is yours?",
            "Do you know what membership you've got at the moment?",
        ),
    ),
    "date of purchase": (
        (
            "picked it up in your shop {v} and its broken already",
            "The buying of the machine was {v}.",
            "My children bought it for me in your store {v}, I still have the receipt.",
            "The purchase was concluded {v}, as evidenced by the enclosed receipt.",
            "{v} I spent 600 pounds on this machine, and now you tell me there's no warranty?!",
            "I'm well within the return period, seeing that I bought it {v}.",
            "My bank says I paid you for it {v}, so that's the day I bought it.",
            "I know exactly when I ordered, it was {v}, because it was our anniversary.",
        ),
        (
            "Is it still under warranty, that is, when was it purchased?",
            "How old is your machine, when did you get it from us?",
            "Roughly what day did you order it on?",
            "Please specify the date on which the purchase was made.",
            "How many weeks or months have passed since you bought it?",
            "What does the receipt say about the day of purchase?",
            "The return period depends on it, so could you tell me the day you ordered?",
            "Was it bought this year or last, and on what date?",
        ),
    ),
    "start": (
        (
            "all good until {v} then boom, nothing",
            "The problem is existing since {v}.",
            "{v} I went to make my cup of coffee as usual, and that is when the trouble started.",
            "The malfunction was first observed {v}.",
            "I've been without coffee since {v} because of your rubbish machine!",
            "It was fine the whole time, and then {v} it suddenly began to leak.",
            "Login broken, first noticed {v}.",
            "It went wrong for the first time {v}, and it has on every attempt after that.",
        ),
        (
            "Is this something new, or how long have you been seeing it?",
            "Can you remember the day it stopped working?",
            "Has it been like this for long, and from what day on?",
            "Please indicate when the fault first occurred.",
            "From which day on was it no longer working?",
            "Did it begin today, or has it been going on for some days?",
            "What time frame are we talking about, when did you run into this first?",
            "I'd like to compare it with our logs, so when did the trouble start for you?",
        ),
    ),
    "payment method": (
        (
            "money went out thru {v} but no receipt??",
            "Over {v} I have already the money sent to you.",
            "I am old-fashioned, but this time I let my niece pay you with {v} for me.",
            "Payment in full was effected by means of {v}.",
            "You have taken the money from me TWICE, both times through {v}!",
            "I can see on my side that the {v} payment to you has gone through.",
            "When it asked how I'd like to pay, I clicked on {v}.",
            "It was a {v} payment, so can the refund go back the same way?",
        ),
        (
            "Was it a card payment, a transfer or something else?",
            "Which option did you pick when it came to paying?",
            "How did you settle the bill?",
            "Please specify the means by which payment was made.",
            "What did you use at the checkout, a credit card or an online wallet?",
            "The refund goes back the same way, so how was it you paid us?",
            (
                "Can you tell me through which provider the money was sent, for instance PayPal"
                " or Visa?"
            ),
            "Did the money come from your bank, from PayPal or from a credit card?",
        ),
    ),
    "tracking number": (
        (
            "whats going on with my parcel, tracking says nothing for {v}",
            "The number for to follow the packet is {v}.",
            (
                "I was given a number to follow the parcel with, {v}, but I don't know where to"
                " enter it."
            ),
            "The consignment bears the tracking number {v}.",
            "DELIVERED?! Tracking {v} says delivered and there's NOTHING here!",
            (
                "Your link for tracking the parcel opens with {v} filled in and then shows an "
                "empty page."
            ),
            "My neighbour's parcel came, mine with the tracking ID {v} did not.",
            "According to the shipping notice, the tracking reference is {v}.",
        ),
        (
            "What number do you follow the parcel with on the carrier's page?",
            "Is there a tracking number on the card the driver left you?",
            "Mind pasting the tracking code from your shipping mail in here?",
            "Please quote the tracking reference of the consignment.",
            "I'll ask the courier where it is, so which tracking number is it?",
            "What is the code you track your delivery with?",
            "Do you have the tracking handy?",
            (
                "Would you be able to find the tracking number in the dispatch notice and send "
                "it on to me?"
            ),
        ),
    ),
    "booking number": (
        (
            "need to move my barista class, booking is {v}",
            "I have reserved by you, the booking number it is {v}.",
            "The lady on the telephone gave me {v} as the number of my reservation.",
            "I refer to our reservation with the reference {v}.",
            "I show up and nobody knows about booking {v}, what a joke!",
            "Could we come an hour later? We're the ones with reservation {v}.",
            "In the confirmation for the course I find the booking code {v}.",
            "We booked a table for four, you'll see it under reservation number {v}.",
        ),
        (
            "What reference did you get when you booked?",
            "Under which number is the reservation listed?",
            "Which reservation would you like to change, what's its number?",
            "Please quote your booking reference.",
            "There should be a code in your booking e-mail, could you tell me what it is?",
            "So that I can move the appointment, what's the number of the booking?",
            "Got your booking ref there?",
            "And which of your bookings are we talking about?",
        ),
    ),
    "invoice number": (
        (
            "ur invoice {v} is for someone else lol",
            "In the bill with number {v} is a mistake.",
            (
                "I got a letter with a bill in it, number {v}, and I am certain that I have "
                "paid it already."
            ),
            "We hereby dispute invoice no. {v} in its entirety.",
            "Stop sending me reminders for {v}, that invoice is PAID!!!",
            "My accountant needs {v} as a PDF, could you send that invoice once more?",
            "The amount on {v}, your latest invoice to us, doesn't match the quote.",
            "Please split invoice {v} into two, one for each office.",
        ),
        (
            'What is written next to "Invoice no." on the document?',
            "Which bill are you referring to?",
            "Please quote the invoice number in your reply.",
            "Do you have the bill in front of you, and what number does it have?",
            "I can't find that amount, so which invoice number does it belong to?",
            "Could you copy in the number of the invoice you're disputing?",
            "Under what number did we bill you?",
            "Which one of our invoices is giving you trouble?",
        ),
    ),
    "account number": (
        (
            "hiya, cust. no. {v} here, cant see my bills",
            "I am client by you with the client number {v}.",
            "I have been a customer for thirty years, and my customer number has always been {v}.",
            "I hereby close my account, number {v}, with immediate effect.",
            (
                "Nobody can find me in your system, though I keep telling them I'm down as "
                "customer number {v}!"
            ),
            "The card you sent me has {v} on it as the customer number.",
            "Could you merge my two accounts and keep the one with customer number {v}?",
            "Key in account number {v} and you should see everything about us.",
        ),
        (
            "What's the number you are registered under as a customer?",
            "Do you have a customer number with us already, and what is it?",
            "Please state your customer ID so that we can process the request.",
            "Which number is printed on your customer card?",
            "I see two accounts that could be yours, so which account number is the right one?",
            "Can you log in and tell me which customer number is shown at the top of your profile?",
            "Got your customer no. handy?",
            "How do I find you in our system, what's your account number?",
        ),
    ),
    "user name": (
        (
            "cant get in, user = {v}",
            "My name for the login is {v}, not accepted.",
            "My granddaughter made up a user name for me, {v}, I would never have thought of that.",
            "Please unlock the account with the username {v}.",
            "Your system says {v} is taken. Of course it's taken, it's MY username!",
            "In the top right corner, where the username goes, it shows {v}, so I'm logged in.",
            "I'm {v} in the app, by the way, the one with the cat as a profile picture.",
            (
                "I can type {v} as the user and the right password as often as I like, it won't"
                " let me in."
            ),
        ),
        (
            'What do you type in the "User" field when you log in?',
            "What handle do you go by in the app?",
            "Is there a user name on your profile page, and what is it?",
            "Please state the user name that is affected.",
            "Which login is it that doesn't work?",
            "What's the username you're trying to sign in with?",
            "I'd like to send you a reset link, so what user name should I do that for?",
            "Would you type your username here exactly as it's written?",
        ),
    ),
    "country": (
        (
            "im over in {v}, do u even ship here",
            "I am from {v} and I am living here also.",
            "We retired to {v} some years ago, and I'd like to have a machine here as well.",
            "Our registered office is located in {v}.",
            "Nobody here in {v} sells your filters, so what am I supposed to do?!",
            "Does the guarantee cover customers in {v}? That's my country.",
            "The parcel has to go through customs because my home is in {v}.",
            "Being a resident of {v}, I am entitled to two years of warranty.",
        ),
        (
            "Are you in the EU, and in which country?",
            "What country would the parcel be going to?",
            "From what country did you place the order?",
            "Please indicate your country of residence.",
            "The plugs differ, so what country do you use the machine in?",
            "Do you live in Germany, Austria or somewhere else?",
            "Whereabouts are you, country-wise?",
            "I'd like to connect you with the right team, so which country is home for you?",
        ),
    ),
    "zip code": (
        (
            "lol it says no delivery to {v} but thats my zip",
            "The post code from my town is {v}.",
            "I can never remember it, but my wife says our postcode is {v}.",
            "The premises are situated in postal code {v}.",
            "Your form won't take {v}, although that has been my postal code for twenty years!",
            "Is there anyone who repairs these around {v}? That's my postcode.",
            "On the label the postcode was missing, please add {v}.",
            "For the shipping estimate: ZIP code {v}, ground floor.",
        ),
        (
            "What's the postal code at your place?",
            "Could you type your postcode into the chat?",
            "Please indicate the postal code of your place of residence.",
            "Which ZIP are you in?",
            "I'll see which technician covers your area, so what's the postcode there?",
            "What postcode do we need to put on the parcel?",
            "And the ZIP code that goes with that address?",
            "Your postcode seems to be missing, would you add it for me?",
        ),
    ),
    "restarting tried": (
        (
            "turned it off n on like 5 times",
            "I have made restart, is not helping.",
            (
                "My son-in-law switched it off at the wall, but when it came back on it was "
                "just the same."
            ),
            "A restart of the device has been carried out without success.",
            "NO, turning it off and on doesn't help, I've been doing that all day long!",
            "First I rebooted, then I looked in the manual, then I wrote to you.",
            "It works for a minute after each restart and then goes back to doing nothing.",
            "I held the power button down until it went dark and then started it up again.",
        ),
        (
            "What happens when you power it down and start it up again?",
            "Has switching it off and on made any difference?",
            "Can you pull the plug, count to thirty and put it back in?",
            "Please perform a restart of the device.",
            "Just to rule out the obvious, was it rebooted at some point?",
            "Sometimes a simple restart does the trick, could you give that a go?",
            "Would you hold the power button for ten seconds until it restarts?",
            "And a reboot, did you do one?",
        ),
    ),
    "cleaning tried": (
        (
            "descaled it, cleaned tank, same crap",
            "I did already the decalcification and also washed the tank of water.",
            (
                "I always descale it and scrub out the tank with a brush, and I have only just "
                "done so."
            ),
            "Descaling and cleaning of the water tank have been carried out as per the manual.",
            (
                "I've run your overpriced descaler through it and cleaned that tank, and it "
                "STILL drips!"
            ),
            "First thing I did was get rid of all the limescale and give the tank a proper scrub.",
            (
                "Tank's been washed with soap, and the descaling cycle has gone through from "
                "start to finish."
            ),
            (
                "It drips even though I put descaler through it and wiped out the water tank "
                "beforehand."
            ),
        ),
        (
            "Has any descaler gone through the machine yet?",
            "Can you take the tank out and wash it?",
            "Is the machine free of limescale, did you run the descaling?",
            "Please carry out a descaling cycle.",
            "Often it's just limescale, so would you descale it and try again?",
            "The water tank, was that cleaned too?",
            "Would it be possible for you to run a descaling tablet through it?",
            "Has giving the tank a good wash made any difference?",
        ),
    ),
    "reinstalling tried": (
        (
            "deleted ur app, got it again, still crashes",
            "I have made new installation of the app, the same problem.",
            "My grandson removed the app and put it back on for me, but I still cannot get in.",
            "The application was uninstalled and subsequently installed again, to no effect.",
            (
                "I've thrown the app off my phone and reinstalled it, how many more times "
                "should I do that?!"
            ),
            "After reinstalling it I'm right back where I was.",
            "It asked me to log in again once I'd reinstalled, and that's where it hangs.",
            "Got rid of the app completely, fetched a fresh one from the store, no luck.",
        ),
        (
            "What happens once you've thrown the app off your phone and set it up from scratch?",
            "Has a reinstall made any difference?",
            "Can you take the app off your phone and put it back on?",
            "Please perform a clean installation of the application.",
            "Just to be sure, was the app ever removed and set up again?",
            "A fresh copy of the app often helps, so would you install it anew?",
            "And reinstalling, did you give that a try?",
            "Would you be willing to uninstall it and start over with a new download?",
        ),
    ),
    "cache tried": (
        (
            "cleared all the cookies n cache stuff, nope",
            "The cache I have made empty and the cookies deleted.",
            (
                "A friend helped me to empty this so-called cache and the cookies, but the page"
                " is no different."
            ),
            "Cache and cookies have been deleted as instructed, without any improvement.",
            "YES I cleared my cache and cookies, everybody tells me that, it does NOTHING!",
            (
                "After I'd deleted cookies and cached data, it asked me to log in and then "
                "failed as before."
            ),
            "Wiped my browsing data completely, so cache and cookies are gone.",
            "There's nothing left in my cache, nor any cookies, I removed all that before I wrote.",
        ),
        (
            "What happens if you delete your cookies and cached files and load the page again?",
            "Has emptying the cache made any difference?",
            "Can you wipe the cache and the cookies in your browser settings?",
            "Please remove all cookies and temporary files from your browser.",
            "Are old cookies and cached pages still stored there, or did you delete them?",
            "Old files in the cache can cause this, so would you clear it and try again?",
            "And the browser's cache, did you empty that?",
            "Would you go to the browser's history and clear the cached data there?",
        ),
    ),
}
"""Statements and questions by the name of their topic."""

HARMLESS_UNSEEN: tuple[str, ...] = (
    "Would you like to cancel just this one item or everything in the order?",
    "Shall I close the account right away or at the end of the month?",
    "Do you need a copy of the invoice on paper?",
    "Is the machine standing on a level surface?",
    "Would you prefer the delivery in one go or in two parts?",
    "Does the app let you scroll further down?",
    "Your payment will be returned within a week.",
    "Shall I have the invoice made out to your company instead?",
    "Would it be all right if a colleague looked into your account?",
    "Does the machine make a humming noise while it warms up?",
    "Would you like to be told by text message when the delivery is on its way?",
    "You'll find a list of everything you ever ordered in the app.",
    "Do you want me to stop the next payment?",
    "Was anything else in the order damaged?",
    "Is the address label on the parcel still readable?",
    "Are notifications switched on in the app?",
    "Would you like to keep your old user name or choose a new one?",
    "How many people are going to use it?",
    "Can you hear a click when you close the lid?",
    "Thank you for your patience, I'm looking into it right now.",
    "Would Thursday suit you for the technician's visit?",
    "Is there a shop near you that could take a look at it?",
    "Which of the two colours do you like better?",
    "I'm afraid we don't offer that yet, but I've noted it as a wish.",
    "How does the coffee taste, bitter or rather sour?",
    "Do you mind if I put you through to a specialist?",
    "Does the light stay on or does it blink?",
    "Was my colleague able to explain that to you?",
    "What would you like us to do about it?",
    "Could you describe what the noise sounds like?",
)
"""Sentences and questions of an assistant that ask for none of the facts."""
