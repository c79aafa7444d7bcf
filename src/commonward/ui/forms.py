"""A form that shows how Django's fields look in the design system. It is for the components page only."""

from django import forms


class SpecimenForm(forms.Form):
    """One field of every kind; the page binds it with a mistake, so that errors show too."""

    display_name = forms.CharField(label="Display name", help_text="Nobody without need learns who you are.")
    licence = forms.RegexField(
        r"^RN [0-9]{6}$",
        label="Licence number",
        error_messages={"invalid": "Two digits are missing. A licence here has six, like RN 204418."},
    )
    audience = forms.ChoiceField(
        label="Who may read this", choices=(("members", "Members of Heart walkers"), ("public", "Public"))
    )
    organisation = forms.CharField(
        label="Organisation",
        initial="Harbour Clinic",
        disabled=True,
        required=False,
        help_text="Your administrator sets this.",
    )
    about = forms.CharField(
        label="About you",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "What would you say to a friend on the phone?"}),
    )
    shows = forms.ChoiceField(
        label="Show my role with my posts",
        choices=(("always", "Always"), ("ask", "Ask me each time")),
        widget=forms.RadioSelect,
        initial="always",
    )
    tell_me = forms.BooleanField(
        label="Tell me when someone answers", help_text="Notices never carry content.", required=False
    )
