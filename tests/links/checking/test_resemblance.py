"""Which titles of pages may be what a record names: real ones, as far as they were found in public."""

import pytest

from hscp.links.checking.resemblance import resembles

ALIKE = [
    ("Neglect", "Neglect Toolkit - Hampshire SCP"),
    (
        "Safeguarding Adolescents",
        "Safeguarding Adolescents Strategy | Hampshire Safeguarding Children Partnership",
    ),
    ("CEOP", "Child Exploitation and Online Protection Command"),
    ("Child Exploitation and Online Protection", "CEOP Safety Centre"),
    ("Child Exploitation Risk Assessment Framework (CERAF)", "CERAF | HIPS Procedures"),
    ("Working Together to Safeguard Children 2023", "Working together to safeguard children - GOV.UK"),
    (
        "Disclosure & Barring Service (DBS) checks: detailed guidance",
        "DBS checks: detailed guidance - GOV.UK",
    ),
    ("Domestic Abuse Act 2021", "Domestic Abuse Act 2021"),
    ("Domestic Abuse Act: Statutory Guidance", "Domestic Abuse Act 2021: statutory guidance - GOV.UK"),
    ("Child-on-Child Abuse", "HSCP and IOWSCP Child on Child Abuse Toolkit for Professionals"),
    (
        "4LSAB and 4LSCP Multi-Agency Guidance on 'Honour' Based Abuse, Forced Marriage & FGM",
        "Honour Based Abuse",
    ),
    ("Bruising Protocol", "Bruising in children who are not independently mobile"),
    ("Organisational abuse", "Organizational Abuse"),
    ("Supporting Children who Self-Harm", "Self Harm"),
    ("Centre of expertise on child sexual abuse", "Home - CSA Centre"),
    ("Café culture", "Cafe culture"),
    ("Children’s social care", "Childrens Social Care"),
    ("Every Sleep Counts", "Every Sleep Counts launch: 23 January 2020"),
    ("Anything at all", ""),
    ("", "Anything at all"),
]
DIFFERENT = [
    ("Serious Violence", "Domestic Violence - Hampshire"),
    ("Neglect", "Page moved"),
    ("Working Together to Safeguard Children 2023", "Working Together to Safeguard Children 2018"),
    ("Child Safeguarding Practice Review Panel: Annual Report 2023 to 2024", "Annual Report 2020 to 2021"),
    ("Child Sexual Abuse", "Casino bonus: play now"),
    ("Domestic Abuse", "Hampshire Safeguarding Children Partnership"),
    ("County Lines", "Bins and recycling | Hampshire County Council"),
    ("Safeguarding Infants", "Safeguarding Children Toolkit"),
    ("Prevent", "Welcome | Hampshire"),
    ("CERAF", "Contact us"),
    ("Information Sharing", "Sign in to your account"),
]


@pytest.mark.parametrize(("ours", "theirs"), ALIKE)
def test_these_may_be_the_same(ours, theirs):
    assert resembles([ours], [theirs])


@pytest.mark.parametrize(("ours", "theirs"), DIFFERENT)
def test_these_are_something_else(ours, theirs):
    assert not resembles([ours], [theirs])


def test_one_of_several_titles_is_enough():
    assert resembles(
        ["CERAF", "Child Exploitation Risk Assessment Framework"],
        ["Home", "Risk assessment framework for exploitation"],
    )
    assert not resembles(["CERAF", "Neglect"], ["Contact us", "How to reach us"])
