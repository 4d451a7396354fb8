"""Thirty-eight zones: every offset of an hour that people live by, halves and quarters, and those with changes of their own."""

ZONES = (
    "Pacific/Pago_Pago", "Pacific/Honolulu", "Pacific/Marquesas", "America/Anchorage", "America/Los_Angeles", "America/Phoenix",
    "America/Denver", "America/Chicago", "America/New_York", "America/Havana", "America/Halifax", "America/St_Johns",
    "America/Sao_Paulo", "America/Nuuk", "Atlantic/Azores", "UTC", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Africa/Cairo",
    "Africa/Casablanca", "Asia/Jerusalem", "Europe/Istanbul", "Asia/Tehran", "Asia/Dubai", "Asia/Kabul", "Asia/Karachi", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai", "Australia/Eucla", "Asia/Tokyo", "Australia/Adelaide",
    "Australia/Lord_Howe", "Pacific/Chatham", "Pacific/Kiritimati",
)
assert len(ZONES) == 38
