"""The page docs/topics.md, written from the codebook.

python -m transforms.topics_page docs/topics.md
"""

import sys
from pathlib import Path

from transforms.codebook import load_codebook
from transforms.codebook_file import CodebookFile, Topic


def topics_page(file: CodebookFile) -> str:
    """Return the page: each topic with its definition, its patterns' names and an example of each kind."""
    parts = [
        "# The topics",
        f"Codebook {file.version}, {len(file.topics)} topics, written from `transforms/codebook.yml` by"
        " `python -m transforms.topics_page docs/topics.md`. How they are given: [coding.md](coding.md). All example"
        " sentences are invented.",
        "## Relevance",
        "\n".join(
            [
                "| value | meaning |",
                "|---|---|",
                *(f"| `{name}` | {text} |" for name, text in file.relevance.items()),
            ]
        ),
        *(_topic(slug, topic) for slug, topic in file.topics.items()),
    ]
    return "\n\n".join(parts) + "\n"


def _topic(slug: str, topic: Topic) -> str:
    lines = [
        f"## {slug}",
        "",
        topic.definition,
        "",
        f"- **Include:** {topic.include}",
        f"- **Exclude:** {topic.exclude}",
        f"- **Grounding:** {topic.grounding}",
        f"- **Rules:** {', '.join(f'`{name}`' + ('' if pattern.strong else ' (weak)') for name, pattern in topic.patterns.items())}",
        f"- **Fits:** {topic.examples.fits[0]}",
        f"- **Does not fit:** {topic.examples.does_not_fit[0]}",
    ]
    if topic.only_alone:
        lines.append("- Given only where no other topic is.")
    return "\n".join(lines)


def main() -> None:
    """Write the page to the path given."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    Path(sys.argv[1]).write_text(topics_page(load_codebook().file), encoding="utf-8")


if __name__ == "__main__":
    main()
