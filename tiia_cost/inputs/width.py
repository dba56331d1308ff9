"""Full-width forms of ASCII, as Chinese input methods write them."""

# Only these. NFKC would do more and invent: it reads ² as 2.
_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)}


def half_width(text: str) -> str:
    """Return text with ``１，５００`` as ``1,500``; nothing else changes."""
    return text if text.isascii() else text.translate(_FULL_WIDTH)
