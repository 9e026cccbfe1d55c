# SPDX-License-Identifier: GPL-3.0-or-later
"""The window as a screen reader sees it: a tree of nodes with a role, a name and states."""
import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402


class Node:
    """One accessible object. What is read is asked for anew each time, never kept."""

    def __init__(self, accessible):
        self.accessible = accessible

    @property
    def name(self):
        return self.accessible.get_name() or ''

    @property
    def description(self):
        return self.accessible.get_description() or ''

    @property
    def role(self):
        return self.accessible.get_role_name()

    def has(self, *states):
        """Whether it is in every one of the states, such as 'focused' or 'checked'."""
        held = self.accessible.get_state_set()
        return all(held.contains(getattr(Atspi.StateType, state.upper())) for state in states)

    @property
    def size(self):
        """Width and height; GTK 4.8 tells of no widget whether it is showing."""
        size = self.accessible.get_component_iface().get_size()
        return size.x, size.y

    @property
    def place(self):
        """Left, top, width and height within the window."""
        rect = self.accessible.get_component_iface().get_extents(Atspi.CoordType.WINDOW)
        return rect.x, rect.y, rect.width, rect.height

    def child(self, index):
        child = self.accessible.get_child_at_index(index)
        return Node(child) if child is not None else None

    @property
    def children(self):
        children = [self.child(index) for index in range(self.accessible.get_child_count())]
        return [child for child in children if child is not None]

    def walk(self):
        """Itself and all below. What goes away meanwhile is left out."""
        yield self
        try:
            children = self.children
        except GLib.Error:
            return
        for child in children:
            yield from child.walk()

    def matches(self, role, name, test):
        try:
            return ((role is None or self.role == role)
                    and (name is None or (name(self.name) if callable(name)
                                          else self.name == name))
                    and (test is None or test(self)))
        except GLib.Error:
            return False

    def find_all(self, role=None, name=None, test=None):
        """Those of that role and name; a name is a text or a predicate of one."""
        return [node for node in self.walk() if node.matches(role, name, test)]

    def find(self, role=None, name=None, test=None):
        """The first of that role and name, or None."""
        return next((node for node in self.walk() if node.matches(role, name, test)), None)

    @property
    def actions(self):
        count = self.accessible.get_n_actions()
        return [self.accessible.get_action_name(index) for index in range(count)]

    def act(self, *names):
        """Does the first of the named actions it has."""
        for index, action in enumerate(self.actions):
            if action in names:
                return self.accessible.do_action(index)
        raise LookupError(f'{self} has none of {names}, only {self.actions}')

    def press(self):
        """Presses a button. A menu button is two nested ones, and the inner is the one to press."""
        inner = [node for node in self.walk() if node.role in BUTTONS]
        return (inner[-1] if inner else self).act('click', 'activate', 'toggle', 'press')

    def focus(self):
        return self.accessible.get_component_iface().grab_focus()

    @property
    def text(self):
        """What a text field holds."""
        iface = self.accessible.get_text_iface()
        return iface.get_text(0, iface.get_character_count()) if iface else ''

    @property
    def value(self):
        return self.accessible.get_value_iface().get_current_value()

    @value.setter
    def value(self, number):
        self.accessible.get_value_iface().set_current_value(number)

    def dump(self, depth=0):
        """The tree as indented lines, to find one's way when a test fails."""
        lines = []
        try:
            marks = ''.join(f', {mark}' for mark in MARKS if self.has(mark))
            lines.append(f'{"  " * depth}{self.role} “{self.name}”{marks}')
            for child in self.children:
                lines += child.dump(depth + 1)
        except GLib.Error:
            lines.append(f'{"  " * depth}(gone)')
        return lines

    def __str__(self):
        try:
            return f'{self.role} “{self.name}”'
        except GLib.Error:
            return '(gone)'


BUTTONS = ('push button', 'toggle button', 'menu button')
MARKS = ('focused', 'checked', 'editable', 'selected')


def find_application(name, pid):
    """The application of a process on this session's accessibility bus, or None."""
    desktop = Atspi.get_desktop(0)
    desktop.set_cache_mask(Atspi.Cache.NONE)
    for index in range(desktop.get_child_count()):
        child = desktop.get_child_at_index(index)
        if child is None or child.get_name() != name or child.get_process_id() != pid:
            continue
        child.set_cache_mask(Atspi.Cache.NONE)
        return Node(child)
    return None
