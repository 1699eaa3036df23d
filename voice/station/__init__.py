"""What a kiosk needs around its behaviour: configuration, keeping, slips, status, the runner.

The behaviour is `voice.kiosk` and nowhere here; which devices are used is `voice.kiosk_app`'s.
"""
