"""Formats: how sheets, charts and data become text, pages and pictures. They know no bill."""
