"""True and subtly false claims from the demo's articles: article | kind | claim, one a line.

The kinds of the true ones say how they were worded, those of the false ones what is wrong.
"""

# ruff: noqa: E501 -- one claim a line

TRUE = """
one-warranty-home | paraphrase | At home, your Bramble One has a warranty of 24 months, counted from the day it was delivered.
one-warranty-home | merge | The home warranty lasts 24 months and becomes 36 months if you register the machine within 60 days of delivery.
one-warranty-home | pronoun | It covers faults of material and workmanship, including the pump and the boiler.
one-warranty-home | pronoun | You can register it free of charge in the app or in your account.
one-warranty-home | reordered | If the machine wasn't descaled when it asked for it, damage by lime is not covered.
one-warranty-home | reordered | If you have the first invoice at hand, as a second owner you keep the rest of the home warranty.
one-warranty-home | paraphrase | Gaskets, shower screens and water filters are parts that wear and are not covered.
one-warranty-home | paraphrase | Damage caused by vinegar isn't covered.
one-warranty-home | paraphrase | How many coffees you make a day does not matter at home.
one-warranty-home | merge | Parts, work and transport cost nothing during the 24 months.
one-warranty-home | paraphrase | A repair doesn't restart the home warranty, but the part that was replaced has a warranty of at least 6 months.
one-warranty-home | paraphrase | The serial number that you need for the registration begins with B1.
one-warranty-home | paraphrase | Please have the order number or a photo of the invoice ready.
one-warranty-home | paraphrase | Machines opened by anyone other than our workshop are not covered.
one-warranty-office | paraphrase | In an office the warranty is 12 months from delivery.
one-warranty-office | merge | Registration cannot extend the office warranty, but Office Care for €99 extends it to 24 months.
one-warranty-office | pronoun | It must be bought within 30 days of delivery.
one-warranty-office | paraphrase | Offices pay €12 for transport each way, while parts and work are free.
one-warranty-office | reordered | If the average is above 30 coffees a day, the pump and the grinder burrs aren't covered.
one-warranty-office | paraphrase | A machine that a company bought counts as office use, even in a home office.
one-warranty-office | paraphrase | Use in a café or a restaurant is not covered.
one-warranty-office | paraphrase | Send us the order number and the company's name on the invoice.
one-descale-liquid | paraphrase | You should descale it every three months or after 60 litres, whichever is first.
one-descale-liquid | merge | Mix 125 ml of Bramble Descale with 875 ml of cold water in the tank, after taking the ClearLeaf filter out.
one-descale-liquid | paraphrase | First remove the ClearLeaf filter from the tank, as the descaler would destroy it.
one-descale-liquid | paraphrase | Hold the cup button and the steam button together for 5 seconds until the ring is blinking green.
one-descale-liquid | paraphrase | Don't switch the machine off during a pause.
one-descale-liquid | paraphrase | The machine works in six bursts, with pauses of 3 minutes between them.
one-descale-liquid | paraphrase | Afterwards, rinse with two full tanks of fresh water.
one-descale-liquid | reordered | When the power fails while you descale with the liquid, begin again at step 4 with the solution left in the tank.
one-descale-liquid | paraphrase | Vinegar and citric acid must never be used, because they attack the brass in the boiler.
one-descale-liquid | paraphrase | Descaling with the liquid takes around 25 minutes.
one-descale-liquid | merge | A bottle of 250 ml costs €9.90 and is enough for two rounds.
one-descale-liquid | paraphrase | You need a bowl of at least 1.5 litres.
club-late-parcel | paraphrase | Please wait until the second Wednesday before reporting a parcel as missing.
club-late-parcel | paraphrase | Most parcels that are late arrive by Monday.
club-late-parcel | merge | Tap the delivery under "My Club" and then "It has not arrived"; the button appears 7 days after sending.
club-late-parcel | pronoun | It stays there for 30 days.
club-late-parcel | paraphrase | You can choose between a new parcel and your money back.
club-late-parcel | paraphrase | The replacement parcel goes out on the next Wednesday with freshly roasted coffee.
club-late-parcel | paraphrase | After 30 days you can no longer report a missing parcel.
club-late-parcel | reordered | If the address was wrong, the parcel comes back to us, and we send it again for €3.90 or refund the coffee without shipping.
club-late-parcel | paraphrase | If tracking says "delivered" but nothing is there, wait one more day.
club-late-parcel | paraphrase | Look for the postman's card and ask your neighbours.
club-late-parcel | paraphrase | Coffee roasted more than 21 days ago is replaced with fresh coffee.
club-late-parcel | reordered | Write to us if three parcels within 3 months were more than 4 days late.
one-error-codes | row | E1 means that the tank is empty: fill the tank.
one-error-codes | row | With E3 the machine is too hot; run cold water through the wand and wait 15 minutes.
one-error-codes | row | E6 says that the pump is blocked, so remove the air and then descale.
one-error-codes | row | E7 is a fault of the electronics: don't use the machine and book a repair.
one-error-codes | row | For E5, unplug the machine for 10 minutes, and book a repair if it returns.
one-error-codes | paraphrase | To clear a code by hand, unplug it, wait 60 seconds and plug it in again.
one-error-codes | reordered | If E5 or E7 comes more than twice in a week, the machine must go to the workshop.
one-error-codes | paraphrase | A green blinking ring means it's time to descale.
one-error-codes | paraphrase | A purple ring is no error: a cleaning programme is running.
one-error-codes | paraphrase | The slow white pulse tells you that eco mode is on.
one-error-codes | paraphrase | The serial number stands under the drip tray and begins with B1.
one-error-codes | paraphrase | Most codes go away once the cause is gone.
"""

FALSE = """
one-warranty-home | crossed | The home warranty lasts 36 months from the day of delivery.
one-warranty-home | crossed | If you register the machine within 24 months of delivery, the home warranty is extended.
one-warranty-home | crossed | A replaced part has at least 24 months of warranty.
one-warranty-home | crossed | Register the machine within 6 months of delivery to extend the warranty to 36 months.
one-warranty-home | half | The home warranty covers the boiler, the pump and the water filters.
one-warranty-home | half | The home warranty covers faults of material, and we collect the machine at your door the next day.
one-warranty-home | half | Parts, work and transport cost nothing, and you get a spare machine during the repair.
one-warranty-home | condition | The home warranty is extended to 36 months in any case.
one-warranty-home | condition | A second owner keeps the rest of the home warranty without any invoice.
one-warranty-home | condition | Damage by lime is never covered, even if the machine was descaled when it asked for it.
one-warranty-home | actor | Machines that were opened by our workshop are not covered.
one-warranty-home | actor | The warranty belongs to the first owner and ends when the machine is sold.
one-warranty-home | negation | Damage by frost and falls is covered by the home warranty.
one-warranty-home | negation | A repair starts the home warranty anew.
one-warranty-home | exception | Parts that wear are covered, such as gaskets and shower screens.
one-warranty-office | crossed | The office warranty lasts 24 months from the day of delivery.
one-warranty-office | crossed | Office Care costs €12 and extends the office warranty to 24 months.
one-warranty-office | crossed | An office pays €99 for transport each way.
one-warranty-office | crossed | The office warranty holds for up to 12 coffees a day.
one-warranty-office | condition | Office Care can be bought at any time during the warranty.
one-warranty-office | negation | Registration extends the office warranty to 24 months.
one-warranty-office | actor | A machine bought by a company counts as home use if it stands in a home office.
one-warranty-office | half | Parts and work cost nothing during this time, and transport is free too.
one-warranty-office | scope | The office warranty covers use in a rented holiday flat.
one-warranty-office | bound | The office warranty holds for at least 30 coffees a day.
one-warranty-office | bound | Below 30 coffees a day on average, the pump and the grinder burrs are not covered.
one-descale-liquid | crossed | Mix 875 ml of Bramble Descale with 125 ml of cold water in the tank.
one-descale-liquid | crossed | Hold both buttons together for 3 seconds until the ring blinks green.
one-descale-liquid | crossed | The machine works in six bursts with pauses of 5 minutes.
one-descale-liquid | crossed | Descaling with the liquid takes about 60 minutes.
one-descale-liquid | crossed | When the ring turns green, rinse the tank and press the cup button.
one-descale-liquid | order | Start again at step 2 if the power fails.
one-descale-liquid | order | Press the cup button before you remove the filter.
one-descale-liquid | condition | Descale every three months or every 60 litres, whichever comes last.
one-descale-liquid | negation | You can switch it off in a pause.
one-descale-liquid | negation | Leave the ClearLeaf filter in the tank while you descale.
one-descale-liquid | negation | Citric acid may be used in the Bramble One.
one-descale-liquid | half | Rinse with two full tanks of fresh water and throw the first three coffees away.
one-descale-liquid | half | Mix Bramble Descale with cold water in the tank and let it stand overnight.
one-descale-liquid | actor | Vinegar attacks the plastic of the tank.
one-descale-liquid | scope | The amounts are the same for tablets.
one-descale-liquid | exception | Damage by vinegar is covered by the warranty.
club-late-parcel | crossed | The button appears 30 days after sending and stays for 7 days.
club-late-parcel | crossed | The replacement parcel is sent on the next Monday.
club-late-parcel | crossed | After 21 days, a missing Club parcel can no longer be reported.
club-late-parcel | crossed | We send it once more for €3.90 if it was roasted more than 30 days ago.
club-late-parcel | actor | The post chooses between a new parcel and your money back.
club-late-parcel | actor | If you wrote the address correctly and the post failed, sending it again costs €3.90.
club-late-parcel | condition | If one parcel was late by more than 4 days, another delivery service can be chosen.
club-late-parcel | condition | Report a parcel as missing on the first Wednesday.
club-late-parcel | half | We send it once more for €3.90, or refund the coffee and the shipping.
club-late-parcel | half | You choose between a new parcel, your money back and a free month.
club-late-parcel | negation | After 30 days, a missing Club parcel can still be reported.
club-late-parcel | half | Ask the neighbours, and then report the theft to the police.
club-late-parcel | exception | All late parcels arrive by Monday.
club-late-parcel | scope | Another delivery service can always be chosen for your postcode.
one-error-codes | crossed | E1 means that water is not detected: fill the tank.
one-error-codes | crossed | E3 means that the pump is blocked.
one-error-codes | crossed | With E6, unplug the machine for 10 minutes.
one-error-codes | crossed | E7 means that the tank is empty.
one-error-codes | crossed | A purple ring means that descaling is due.
one-error-codes | crossed | A green blinking ring means that eco mode is on.
one-error-codes | crossed | To clear a code, unplug the machine and wait 15 minutes.
one-error-codes | crossed | For E4, wipe the two metal pins in the tank bay.
one-error-codes | negation | With E7 you can use the machine until the repair.
one-error-codes | condition | E5 or E7 twice in a month means that the machine must go to the workshop.
one-error-codes | order | For E6, descale and then remove the air.
one-error-codes | half | Run cold water through the wand, wait 15 minutes and clean the steam nozzle with vinegar.
one-error-codes | half | Most codes disappear when the cause is gone or after an update of the firmware.
one-error-codes | scope | All codes disappear by themselves.
"""
