"""The policy in force: read again when its file changes, written with comments kept."""

import contextlib
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import structlog

from tandem.adapters.policy import text as texts
from tandem.core.errors import ConfigError, ConflictError, ForbiddenError, UnavailableError
from tandem.core.turn.policy import Policy
from tandem.core.turn.policy_state import Edit, PolicyState

log = structlog.get_logger(__name__)

Stamp = tuple[int, int, int, int]
"""Detects that a file or its mode changed: times of both, size, inode."""


class PolicyFile:
    """Gives every process of the desk the policy in force, without a restart.

    Each call checks the file's stamp, which takes microseconds, and reads the file if the stamp
    changed. A file that can't be used is refused: the last good policy stays in force, and `state`
    says why. Why a stamp and not a thread: docs/decisions/0016.
    """

    def __init__(
        self, find: Callable[[], Path], write_to: Path, *, is_read_only: bool = False
    ) -> None:
        """Read the file that `find` names; raises ConfigError if it can't be used.

        `write_to` is where changes go: the same file, unless the one in force is the shipped one.
        """
        self._find = find
        self._write_to = write_to
        self._stamp: Stamp | None = None
        self._path = find()
        self._stamp = _stamp(self._path)
        text = read_text(self._path)
        self._state = PolicyState(
            texts.read(text, str(self._path)), text, str(self._path), "", is_read_only
        )

    def current(self) -> Policy:
        """The policy in force now."""
        return self.state().policy

    def state(self) -> PolicyState:
        """The policy in force, and what is wrong with its file if something is."""
        try:
            path = self._find()
        except OSError:  # the folder can't be searched: reading the file will say so
            path = self._path
        if self._path == self._write_to and _stamp(self._path) is None:
            path = self._path  # a deleted file is a fault, not a choice of the shipped one
        stamp = _stamp(path)
        if (path, stamp) != (self._path, self._stamp):
            self._path, self._stamp = path, stamp
            self._load()
        return self._state

    def reload(self) -> None:
        """Read the file again, whether or not its stamp changed."""
        self._stamp = None
        self.state()

    def edited(self, edits: Sequence[Edit]) -> str:
        """The text in force with these changes, comments kept; raises InvalidError."""
        return texts.edited(self.state().text, edits)

    def parse(self, text: str) -> Policy:
        """The policy in a text; raises ConfigError that lists every fault."""
        return texts.read(text, str(self._write_to))

    def write(self, text: str, *, replaces: str) -> PolicyState:
        """Put a checked text in force, if the file still contains `replaces`.

        Raises ForbiddenError if the policy is read-only, ConflictError if the file was changed
        meanwhile, UnavailableError if the disk refuses it.
        """
        state = self.state()
        if state.is_read_only:
            raise ForbiddenError(
                "The policy is read-only here.",
                hint=f"Change {state.source} at its origin: the desk reads it again by itself.",
            )
        if state.fault:
            raise ConflictError("The policy file has faults.", hint=f"Fix it first: {state.fault}")
        if read_text(self._path) != replaces:
            raise ConflictError(
                "The policy was changed meanwhile.", hint="Look at it again, then make your change."
            )
        policy = self.parse(text)
        _write_whole(self._write_to, text)
        # Without a stamp the next look reads the file: another process may have written it too.
        self._path, self._stamp = self._write_to, None
        source = str(self._path)
        self._state = replace(self._state, policy=policy, text=text, source=source)
        return self._state

    def _load(self) -> None:
        try:
            text = read_text(self._path)
            policy = texts.read(text, str(self._path))
        except ConfigError as error:
            self._state = replace(self._state, source=str(self._path), fault=str(error))
            log.warning("policy refused", source=str(self._path), fault=str(error))
            return
        self._state = replace(
            self._state, policy=policy, text=text, source=str(self._path), fault=""
        )
        log.info("policy in force", source=str(self._path), version=policy.version[:12])


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def read_text(path: Path) -> str:
    """A policy file's text; raises ConfigError."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The policy {path} can't be read: {error}.") from error


def _write_whole(path: Path, text: str) -> None:
    """Replace the whole file in one step; its mode and owner stay, and a link to it stays one."""
    part = ""
    try:
        path = path.resolve()
        before = path.stat() if path.exists() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(part).chmod(0o644 if before is None else before.st_mode & 0o777)
        if before is not None and os.geteuid() == 0:
            os.chown(part, before.st_uid, before.st_gid)
        Path(part).replace(path)
    except OSError as error:
        if part:
            with contextlib.suppress(OSError):
                Path(part).unlink(missing_ok=True)
        raise UnavailableError(
            f"The policy {path} can't be written: {error.strerror}.",
            hint="The previous policy is still in force.",
        ) from error
