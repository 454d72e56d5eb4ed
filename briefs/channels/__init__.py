"""The ways out for a letter; a new one is one file and its options here."""

from briefs.channels.folder import FolderOptions
from briefs.channels.reply import Channel, Outcome, Reply
from briefs.channels.smtp import SmtpOptions

Options = FolderOptions | SmtpOptions

__all__ = ["Channel", "FolderOptions", "Options", "Outcome", "Reply", "SmtpOptions"]
