"""Which policy is in force, where it comes from, and whether its file can be read."""

from dataclasses import dataclass

from tandem.core.turn.policy import Policy


@dataclass(frozen=True, slots=True)
class PolicyState:
    """The policy in force and the text it was read from.

    `source` is the file's path. `fault` says why the file as it is now can't be used, "" if it can;
    with a fault, `policy` and `text` are those of the last time it could. `is_read_only` says that
    the desk does not write the file: the firm keeps it elsewhere, in Git for example.
    """

    policy: Policy
    text: str
    source: str
    fault: str
    is_read_only: bool


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a policy's text: the key, such as `answers.suggest_from`, and its new value.

    A list of tables, such as `rollout`, is given whole. None removes the key.
    """

    key: str
    value: object
