"""Notes of correction and update, known by their first words or their class."""

import pytest

from transforms.corrections import is_correction


@pytest.mark.parametrize(
    "text",
    [
        "Correction: The ramp is on Mill Street.", "CORRECTION — The ramp is on Mill Street.", "Corrections and clarifications: The ramp is open.",
        "Correction, Nov. 10, 2026: The ramp is on Mill Street.", "Correction appended", "Clarification: The chief spoke on Monday.",
        "Editor's Note: This story was changed.", "(Editors’ note: The name was left out.)", "For the record: The ramp is on Mill Street.",
        "An earlier version of this story gave the wrong street.", "In a previous version of this article, the street was wrong.",
        "Due to an editing error, an earlier version of this report named the wrong street.", "An earlier headline misstated the street.",
        "This article has been updated to include the chief’s answer.", "This story was corrected on Nov. 10.",
        "The headline of this story has been changed.", "This story originally misidentified the driver.",
        "This version corrects the spelling of the chief’s name.", "This story has been corrected to show that the ramp is on Mill Street.",
        "UPDATE, 5 p.m.: The ramp is open again, police said.", "Update (Nov. 10, 5:12 p.m.): The ramp is open again.",
        "Update: The ramp is open again, police said.", "UPDATED at 5:12 p.m. Monday: The ramp is open again.", "Update 2: The ramp is shut again, police said.",
        "Fe de erratas: La rampa está en la calle Molino.",
    ],
)  # fmt: skip
def test_a_note_of_correction_or_update_is_known_by_how_it_begins(text: str) -> None:
    assert is_correction(text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Corrections officers walked to the jail.", "The Department of Corrections said on Monday that two men had left.",
        "An earlier version of the bill had required deputies to stop.", "Updated Nov. 10, 2026, 5:12 p.m.", "Updated: November 10, 2026 at 5:12 p.m.",
        "Update your browser.", "The report was updated in 2019 by the sheriff’s office.", "The story was first told by a plow driver.",
        "Editors of the paper met the chief.", "A previous report by the council named the street.", "For the recorder, she spelled her name twice.",
        "Updates on the ramp: crews are at work.",
    ],
)  # fmt: skip
def test_a_sentence_of_the_story_is_no_note(text: str) -> None:
    assert not is_correction(text, "")


def test_a_class_names_a_note_but_not_a_form_to_send_one_or_a_prison() -> None:
    assert is_correction("The ramp is on Mill Street.", "article-correction small")
    assert not is_correction("Submit a correction", "correction")
    assert not is_correction("The jail is full.", "correctional-news")
