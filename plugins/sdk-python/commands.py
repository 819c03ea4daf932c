"""Where the interface looks for the stages of its commands."""

from rebe_app import Stage

__all__ = ["Stage"]
