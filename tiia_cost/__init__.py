"""Exactly what a month of Tencent Cloud image-analysis (TIIA) calls will cost."""
