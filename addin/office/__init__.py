"""Excel on the Mac, the web and Windows, through Office.js.

`metadata` and `catalogue` say what the functions are, `manifest` what the add-in is, `static` holds
the script and the task pane, `service` computes what they ask for; `build` writes all of it to a
folder, `place` puts the manifest where Excel looks, `checks` says what is missing.
"""
