"""The menu marks the page that one is on, and nothing else."""

from __future__ import annotations

from microsite.navigation import Group, Item, Navigation


def item(name: str) -> Item:
    return Item(name.title(), f"/base/{name}/", f"/{name}/", f"About {name}")


HOME, FEES, HELP = item("home"), item("fees"), item("help")
NAVIGATION = Navigation((Group("Home", HOME.url, (HOME,)), Group("More", "", (FEES, HELP))), HELP, (), {}, {})


def test_a_page_of_the_menu_is_current_in_it_as_is_its_group() -> None:
    home, more = NAVIGATION.menu_at("/fees/")
    assert not home.current
    assert not home.items[0].current
    assert more.current
    assert [entry.current for entry in more.items] == [True, False]
    assert [entry.description for entry in more.items] == ["About fees", "About help"]


def test_on_a_page_that_is_not_in_the_menu_nothing_is_current() -> None:
    menu = NAVIGATION.menu_at("/elsewhere/")
    assert menu == NAVIGATION.menu
    assert not any(group.current or any(entry.current for entry in group.items) for group in menu)


def test_the_help_is_marked_on_its_own_page_only() -> None:
    assert NAVIGATION.help_at("/help/") == Item("Help", "/base/help/", "/help/", "About help", current=True)
    assert NAVIGATION.help_at("/fees/") == HELP
