"""Exactly what a month of Tencent Cloud image-analysis (TIIA) calls will cost."""

__version__ = "0.1.0"
