"""The language of a text: what the page declares, unless the text is clearly in another."""

import pytest

from transforms.language import choose_language, guess_language

ENGLISH = (
    "The city council voted on Tuesday to mend the bridge on Mill Street before the winter. The mayor said that the work "
    "would take three weeks and that the police would send drivers over the county road. A driver who was stuck in the "
    "traffic for an hour told the council that he had never seen the road so full in the ten years that he has lived there."
)
SPANISH = (
    "El concejo municipal votó el martes para reparar el puente de la calle Mill antes del invierno. La alcaldesa dijo que "
    "las obras durarán tres semanas y que la policía desviará a los conductores por la carretera del condado. Un vecino que "
    "esperó una hora en el tráfico dijo al concejo que nunca había visto la carretera tan llena en los diez años que lleva allí."
)
VIETNAMESE = (
    "Hội đồng thành phố đã bỏ phiếu vào thứ Ba để sửa cây cầu trên phố Mill trước mùa đông. Thị trưởng cho biết công việc sẽ "
    "kéo dài ba tuần và cảnh sát sẽ hướng dẫn người lái xe đi theo đường của quận. Một tài xế bị kẹt xe trong một giờ nói với "
    "hội đồng rằng ông chưa bao giờ thấy con đường đông như vậy trong mười năm sống ở đó, và ông mong cầu sớm được mở lại."
)


@pytest.mark.parametrize(
    ("declared", "text", "expected"),
    [
        ("en", ENGLISH, ("en", "html-lang")),
        ("en", SPANISH, ("es", "text")),
        ("es", SPANISH, ("es", "html-lang")),
        ("es", ENGLISH, ("en", "text")),
        ("en", VIETNAMESE, ("vi", "text")),
        ("vi", ENGLISH, ("en", "text")),
        ("vi", VIETNAMESE, ("vi", "html-lang")),
        # too short to speak against the page
        ("en", "Calle cerrada por obras hasta el martes, dice la policía.", ("en", "html-lang")),
        # a list of names is in no language
        ("en", "Ana Roe, Tom Vance, Iris Webb, Dana Poe, Lee Tran. " * 8, ("en", "html-lang")),
        (None, ENGLISH, ("en", "text")),
        (None, "Calle cerrada.", (None, None)),
    ],
)
def test_a_long_text_is_believed_against_the_declaration(
    declared: str | None, text: str, expected: tuple[str | None, str | None]
) -> None:
    assert choose_language(declared, "html-lang" if declared else None, text) == expected


def test_a_guess_needs_a_text_that_is_long_and_clear() -> None:
    assert guess_language(SPANISH) == "es"
    assert guess_language("No.") is None
