"""What a text does with its words, beyond whom it names: attacks, claims, offers, confessions, cries for help.

`reading` turns a text into numbers, `network` weighs each word for each rule, `stretches` makes findings of that.
"""
