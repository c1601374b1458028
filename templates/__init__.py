"""Workbook templates and deal files, shipped as package data."""
