"""Puts the texts of a night into stories: average link over the night's texts and the open stories together."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt

UNIT: Final = 10_000
"""Probabilities are summed as whole numbers of this fraction, so that a sum does not depend on its order."""

ENOUGH: Final = 20
"""Members of a story that a text must be like, at most."""


@dataclass(slots=True)
class Group:
    """Texts that belong together.

    Attributes:
        members: positions of its texts.
        story: position of the open story that it is, or None where it is new.
        sums: per other group, the summed probabilities of the pairs between them.
        near: per other group, how many of those pairs lie within the window.
        far: per other group, how many lie further apart.
    """

    members: list[int]
    story: int | None = None
    sums: dict[int, int] = field(default_factory=dict)
    near: dict[int, int] = field(default_factory=dict)
    far: dict[int, int] = field(default_factory=dict)


class Night:
    """The groups of one night while they are put together."""

    def __init__(
        self,
        days: npt.NDArray[np.int64],
        stories: Sequence[Sequence[int]],
        pairs: Sequence[tuple[int, int, int]],
        window: int,
    ) -> None:
        """Start with each open story and each text that is in none as a group.

        Args:
            days: of each text; only those at most `window` apart are expected to have been compared.
            stories: positions of the members of each open story.
            pairs: of positions, each once, with a probability in UNITs.
            window: days.
        """
        self._days = days
        self._window = window
        self.groups: dict[int, Group] = {}
        self.moved: set[int] = set()
        self.group_of: list[int] = [-1] * len(days)
        for number, members in enumerate(stories):
            self._add(Group(list(members), number))
        for position in range(len(days)):
            if self.group_of[position] < 0:
                self._add(Group([position]))
        self._pairs: dict[int, dict[int, int]] = {position: {} for position in range(len(days))}
        for a, b, probability in pairs:
            self._pairs[a][b] = self._pairs[b][a] = probability
            self._count(a, b, probability)

    def _add(self, group: Group) -> int:
        number = group.members[0]
        self.groups[number] = group
        for member in group.members:
            self.group_of[member] = number
        return number

    def _count(self, a: int, b: int, probability: int) -> None:
        u, v = self.group_of[a], self.group_of[b]
        if u == v:
            return
        far = abs(int(self._days[a]) - int(self._days[b])) > self._window
        for one, other in ((self.groups[u], v), (self.groups[v], u)):
            one.sums[other] = one.sums.get(other, 0) + probability
            one.near[other] = one.near.get(other, 0) + (not far)
            one.far[other] = one.far.get(other, 0) + far

    def mean(self, u: int, v: int) -> float:
        """Mean probability, in UNITs, over the pairs of two groups that were or should have been compared.

        A text is compared with few of the members of a large story, so no more than ENOUGH are expected of each.
        """
        one, other = self.groups[u], self.groups[v]
        if v not in one.sums:
            return 0.0
        enough = max(one.near[v], ENOUGH * min(len(one.members), len(other.members)))
        expected = one.far[v] + min(self._near(one.members, other.members), enough)
        return one.sums[v] / expected

    def _near(self, a: Sequence[int], b: Sequence[int]) -> int:
        days = self._days
        if len(a) == len(b) == 1:
            return int(abs(days[a[0]] - days[b[0]]) <= self._window)
        gaps = np.abs(days[list(a)][:, None] - days[list(b)][None, :])
        return int(np.count_nonzero(gaps <= self._window))

    def link(self, cut: float, merge_cut: float) -> None:
        """Join the two groups with the highest mean until none reaches the cut; two open stories need the higher one."""
        heap: list[tuple[float, int, int]] = []

        def push(u: int, v: int) -> None:
            mean = self.mean(u, v)
            both = self.groups[u].story is not None and self.groups[v].story is not None
            if mean >= (merge_cut if both else cut) * UNIT:
                heapq.heappush(heap, (-round(mean, 4), min(u, v), max(u, v)))

        for u, group in self.groups.items():
            for v in group.sums:
                if u < v:
                    push(u, v)
        while heap:
            cost, u, v = heapq.heappop(heap)
            if u not in self.groups or v not in self.groups or -round(self.mean(u, v), 4) != cost:
                continue
            self._join(u, v)
            for other in sorted(self.groups[u].sums):
                push(u, other)

    def _join(self, u: int, v: int) -> None:
        one, other = self.groups[u], self.groups.pop(v)
        for member in other.members:
            self.group_of[member] = u
        one.members += other.members
        if one.story is None or (other.story is not None and other.story < one.story):
            one.story = other.story
        for name in ("sums", "near", "far"):
            ours: dict[int, int] = getattr(one, name)
            theirs: dict[int, int] = getattr(other, name)
            ours.pop(v, None)
            for third, value in theirs.items():
                if third == u:
                    continue
                back: dict[int, int] = getattr(self.groups[third], name)
                back.pop(v)
                ours[third] = back[u] = ours.get(third, 0) + value

    def _apart(self, position: int) -> None:
        number = position
        if number in self.groups:  # the text that its group is called by
            number = max(self.groups) + len(self._days)
        self.groups[number] = Group([position])
        self.group_of[position] = number

    def support(self, position: int, group: int) -> float:
        """Mean probability of a text with the other members of a group, in UNITs; 0 where none was compared with it."""
        pairs = self._pairs[position]
        members = [member for member in self.groups[group].members if member != position]
        scored = [member for member in members if member in pairs]
        if not scored:
            return 0.0
        far = sum(
            abs(int(self._days[member]) - int(self._days[position])) > self._window for member in scored
        )
        near = min(self._near([position], members), max(len(scored) - far, ENOUGH))
        return sum(pairs[member] for member in scored) / (far + near)

    def move(self, positions: Sequence[int], cut: float, margin: float) -> None:
        """Move each text whose mean with another group is higher by the margin; `moved` says which.

        One whose mean with its own group is lower than the cut by more than the margin, and that fits no other, leaves it.
        """
        for position in positions:
            own = self.group_of[position]
            if len(self.groups[own].members) == 1:
                continue
            here = self.support(position, own)
            there = [
                (round(self.support(position, group), 4), -group)
                for group in {self.group_of[other] for other in self._pairs[position]}
                if group != own
            ]
            best, group = max(there, default=(0.0, 0))
            if best >= cut * UNIT and best >= here + margin * UNIT:
                self.groups[own].members.remove(position)
                self.groups[-group].members.append(position)
                self.group_of[position] = -group
                self.moved.add(position)
            elif here < (cut - margin) * UNIT:
                self.groups[own].members.remove(position)
                self._apart(position)

    def is_near(self, position: int) -> bool:
        """Another text of its group lies within the window and is like it."""
        own = self.groups[self.group_of[position]].members
        return any(
            abs(int(self._days[other]) - int(self._days[position])) <= self._window
            for other in own
            if other in self._pairs[position]
        )
