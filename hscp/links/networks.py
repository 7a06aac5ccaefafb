"""Which IP addresses are on the public internet.

The networks are named one by one, from IANA's registries of special addresses, since what `ipaddress` calls global differs from one
version of Python to the next, and includes multicast and ways to write IPv4 inside IPv6.
"""

import ipaddress

_NOT_PUBLIC = [
    ipaddress.ip_network(each)
    for each in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by customers of a carrier; some clouds have their metadata there
        "127.0.0.0/8",
        "168.63.129.16/32",  # what Azure answers its own machines from, though its range is public
        "169.254.0.0/16",  # link-local, with the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
        # Within 2000::/3, the only part of IPv6 that is public:
        "2001::/23",  # Teredo, benchmarks, ORCHID and others
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",  # documentation
    )
]
_PUBLIC_IPV6 = ipaddress.ip_network("2000::/3")
# The middle of the last 64 bits of ISATAP addresses, which hold an IPv4 address.
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public_ip(ip):
    """Return whether an IP address (of `ipaddress`) is reached over the public internet.

    None is that is written as IPv6 and holds one of IPv4: mapped, compatible, translated (NAT64), 6to4, Teredo, ISATAP.
    """
    if ip.version == 6 and (ip not in _PUBLIC_IPV6 or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP):
        return False
    return not any(ip in network for network in _NOT_PUBLIC if network.version == ip.version)
