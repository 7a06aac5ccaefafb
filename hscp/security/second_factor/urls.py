"""The addresses of the second step, below the admin's. They stand outside its door: whoever comes here is not signed in yet."""

from django.urls import path

from hscp.security.second_factor.views import own_devices
from hscp.security.second_factor.views.second_step import second_step

urlpatterns = [
    path("second-step/", second_step, name="second_step"),
    path("sign-in-devices/", own_devices.second_factor, name="second_factor"),
    path("sign-in-devices/app/", own_devices.enrol_app, name="second_factor_app"),
    path("sign-in-devices/passkey/", own_devices.enrol_passkey, name="second_factor_passkey"),
    path("sign-in-devices/codes/", own_devices.recovery_codes, name="second_factor_codes"),
    path("sign-in-devices/<int:pk>/remove/", own_devices.remove_device, name="second_factor_remove"),
]
