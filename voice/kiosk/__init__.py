"""What a kiosk needs around its behaviour: configuration, keeping, slips, status, the desk.

The behaviour is `voice.scenes.visit`; which devices are used is `voice.app.kiosk`'s to say.
"""
