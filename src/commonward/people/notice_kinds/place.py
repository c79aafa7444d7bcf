"""What is told of words, people and accounts of the place."""

from typing import Final

from django.utils.translation import gettext_noop

from commonward.people.notice_kinds.kind import Kind

PLACE: Final = {
    "post.replied": Kind(
        gettext_noop("%(name)s answered you."),
        gettext_noop("You have %(count)d new answers here."),
        "reply",
        gettext_noop("%(people)d people answered you here."),
    ),
    "post.mentioned": Kind(
        gettext_noop("%(name)s spoke of you."), gettext_noop("You were spoken of %(count)d times here."), "at"
    ),
    "post.thanked": Kind(
        gettext_noop("%(name)s thanked you."),
        gettext_noop("You were thanked %(count)d times here."),
        "thanks",
        gettext_noop("%(people)d people thanked you here."),
    ),
    "post.disputed": Kind(
        gettext_noop("%(name)s disputes something you said, and says why."),
        gettext_noop("Something you said is disputed %(count)d times, and it is said why."),
        "scale",
        gettext_noop("%(people)d people dispute something you said, and say why."),
    ),
    "post.marked": Kind(
        gettext_noop("%(name)s has reviewed a post of yours."),
        gettext_noop("%(count)d professionals have reviewed a post of yours."),
        "seal",
    ),
    "post.mark_lapsed": Kind(
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        gettext_noop("A post that you reviewed was changed. Your mark does not stand on the new words."),
        "seal-open",
    ),
    "post.review_asked": Kind(
        gettext_noop("%(name)s asks you to review a post."),
        gettext_noop("You were asked %(count)d times to review a post."),
        "question",
    ),
    "post.needs_change": Kind(
        gettext_noop("Something you wrote needs a change before others can see it."),
        gettext_noop("Something you wrote needs a change before others can see it."),
        "pen",
    ),
    "post.permission_over": Kind(
        gettext_noop("The permission for something you showed has ended. It is taken down."),
        gettext_noop("The permission for something you showed has ended. It is taken down."),
        "undo",
    ),
    "media.refused": Kind(
        gettext_noop("A picture could not be used. Your words are kept."),
        gettext_noop("Pictures could not be used. Your words are kept."),
        "image",
    ),
    "profile.followed": Kind(
        gettext_noop("%(name)s follows you now."), gettext_noop("%(name)s follows you now."), "follow"
    ),
    "review.released": Kind(
        gettext_noop("A second person has read your words. They are out now."),
        gettext_noop("A second person has read your words. They are out now."),
        "check",
    ),
    "review.returned": Kind(
        gettext_noop("A second person has read your words and asks for a change."),
        gettext_noop("A second person has read your words and asks for a change."),
        "undo",
    ),
    "review.refused": Kind(
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        gettext_noop("A second person has read your words. They cannot go out. You may ask for another look."),
        "review",
    ),
    "report.answered": Kind(
        gettext_noop("Thank you for your report. It has been answered."),
        gettext_noop("Thank you for your reports. They have been answered."),
        "flag",
    ),
    "credential.verified": Kind(
        gettext_noop("Your credential is verified. Your badge shows it now."),
        gettext_noop("Your credential is verified. Your badge shows it now."),
        "seal",
    ),
    "credential.refused": Kind(
        gettext_noop("Your credential could not be verified. Please look at it again."),
        gettext_noop("Your credential could not be verified. Please look at it again."),
        "seal-open",
    ),
    "office.given": Kind(
        gettext_noop("You were named for an office. See what it means."),
        gettext_noop("You were named for offices. See what they mean."),
        "seal",
    ),
    "trust.asked": Kind(
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        gettext_noop("%(name)s asks whether they may turn to you when things are hard."),
        "hand",
    ),
    "trust.agreed": Kind(
        gettext_noop("%(name)s agreed: you may turn to them."),
        gettext_noop("%(name)s agreed: you may turn to them."),
        "hand",
    ),
    "help.asked": Kind(
        gettext_noop("%(name)s would like to hear from you soon."),
        gettext_noop("%(name)s would like to hear from you soon."),
        "hand",
    ),
    "help.seen": Kind(
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        gettext_noop("%(name)s has seen that you would like to hear from them."),
        "hand",
    ),
    "help.waits": Kind(
        gettext_noop("Somebody is first in the queue and waits for you."),
        gettext_noop("People are first in the queue and wait for you."),
        "review",
    ),
    "help.answered": Kind(
        gettext_noop("Somebody here wrote to you."), gettext_noop("Somebody here wrote to you."), "hand"
    ),
    "ethics.asked": Kind(
        gettext_noop("Somebody asks you about a rule."), gettext_noop("Somebody asks you about a rule."), "scale"
    ),
    "ethics.answered": Kind(
        gettext_noop("Your question about a rule is answered."),
        gettext_noop("Your question about a rule is answered."),
        "scale",
    ),
    "credential.runs_out": Kind(
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        gettext_noop("Your credential runs out within a month. Have the next one verified in time."),
        "clock",
    ),
    "credential.lapsed": Kind(
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        gettext_noop("Your credential has run out. Your badge no longer shows it; have it verified again."),
        "seal-open",
    ),
    "credential.recheck": Kind(
        gettext_noop("Your credential was verified a year ago and is looked up again. See whether it is still right."),
        gettext_noop("Your credential was verified a year ago and is looked up again. See whether it is still right."),
        "clock",
    ),
    "credential.to_recheck": Kind(
        gettext_noop("A credential was verified a year ago. Please look it up again."),
        gettext_noop("A credential was verified a year ago. Please look it up again."),
        "clock",
    ),
    "text.to_sign": Kind(
        gettext_noop("Your organisation has a new social media policy. Read and sign it before you post next."),
        gettext_noop("Your organisation has a new social media policy. Read and sign it before you post next."),
        "pen",
    ),
    "training.recorded": Kind(
        gettext_noop("It was noted that you were trained."),
        gettext_noop("It was noted that you were trained."),
        "learn",
    ),
    "child.opened": Kind(
        gettext_noop("The account of a child that you permitted is open. You can take it back here at any time."),
        gettext_noop("Accounts of children that you permitted are open. You can take it back here at any time."),
        "you",
    ),
    "child.grown": Kind(
        gettext_noop("A child whose account you permitted is 13 now and decides alone. Your consent has ended."),
        gettext_noop("Children whose accounts you permitted are 13 now. Your consent has ended."),
        "you",
    ),
    "child.closing": Kind(
        gettext_noop("Your parent's account is closed. Yours closes in two weeks. Ask your care team for help."),
        gettext_noop("Your parent's account is closed. Yours closes in two weeks. Ask your care team for help."),
        "you",
    ),
    "age.teen": Kind(
        gettext_noop("You are 13 now. Matters of yours can stay private from your parents in care."),
        gettext_noop("You are 13 now. Matters of yours can stay private from your parents in care."),
        "you",
    ),
    "age.youth": Kind(
        gettext_noop("You are 16 now. You may speak in public, and decide who finds you. Nothing changed by itself."),
        gettext_noop("You are 16 now. You may speak in public, and decide who finds you. Nothing changed by itself."),
        "you",
    ),
    "age.adult": Kind(
        gettext_noop("You are 18 now. Every seat is open to you. Who finds you stays as it is until you change it."),
        gettext_noop("You are 18 now. Every seat is open to you. Who finds you stays as it is until you change it."),
        "you",
    ),
    "seat.suspended": Kind(
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        gettext_noop("A seat of yours is suspended. Ask the administrator there."),
        "lock",
    ),
    "seat.reinstated": Kind(
        gettext_noop("This seat is yours again. Offices are given anew."),
        gettext_noop("This seat is yours again. Offices are given anew."),
        "check",
    ),
    "publishing.halted": Kind(
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        gettext_noop("All publishing is paused. Nothing goes out until it is let go on."),
        "hand",
    ),
    "publishing.resumed": Kind(
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        gettext_noop("Publishing goes on. What waited goes out by itself."),
        "check",
    ),
    "export.ready": Kind(
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        gettext_noop("The copy of what is kept about you is ready. You can fetch it for seven days."),
        "save",
    ),
    "export.failed": Kind(
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        gettext_noop("The copy of what is kept about you could not be made. Please ask for it again."),
        "info",
    ),
    "correction.asked": Kind(
        gettext_noop("Somebody asks for something about them to be put right."),
        gettext_noop("Somebody asks for something about them to be put right."),
        "pen",
    ),
    "correction.answered": Kind(
        gettext_noop("What you asked to be put right is answered."),
        gettext_noop("What you asked to be put right is answered."),
        "pen",
    ),
    "incident.reported": Kind(
        gettext_noop("An incident was reported. It waits for you."),
        gettext_noop("An incident was reported. It waits for you."),
        "shield",
    ),
    "seat.ended": Kind(
        gettext_noop("One of your seats was ended by an administrator."),
        gettext_noop("Seats of yours were ended by an administrator."),
        "leave",
    ),
}
