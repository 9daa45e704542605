"""Reads assemblies and configuration: containers, metadata, IL, types, and what an application binds to.

Imports no other package of this project.
"""
