"""How Django writes dates and times where a template or form names no format: the pages of editors.

`settings.FORMAT_MODULE_PATH` leads here. Public pages write their times with `hscp.web.wording`.
"""
