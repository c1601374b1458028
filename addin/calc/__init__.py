"""LibreOffice Calc: the extension OnBalance.oxt, made from the registry, and its installation."""
