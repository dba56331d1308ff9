"""Formats: turn sheets, charts and data into text, pages and pictures. They know nothing about bills."""
