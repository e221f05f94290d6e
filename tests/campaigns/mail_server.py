"""A real mail server that keeps what it gets, and refuses what it is told to refuse."""

from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller

from config.start import free_port


class MailServer:
    """`mails` in the order they came; `refuses` {address: answer}; `fails`: an answer to every mail."""

    def __init__(self):
        self.mails: list[EmailMessage] = []
        self.refuses: dict[str, str] = {}
        self.fails = ""
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port("127.0.0.1"))

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server, session, envelope):
        if self.fails:
            return self.fails
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 kept"
