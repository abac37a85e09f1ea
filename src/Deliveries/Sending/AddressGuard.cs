using System.Net;
using System.Net.Sockets;

namespace Steward.Deliveries.Sending;

/// <summary>
/// Which addresses deliveries may connect to. Asked with the resolved address at the moment of connecting, so that a name which changes its
/// address between check and use gains nothing. Ranges are those of the IANA special-purpose registries.
/// </summary>
internal static class AddressGuard
{
    private static readonly IPNetwork[] Private =
    [
        IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("172.16.0.0/12"), IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("::1/128"), IPNetwork.Parse("fc00::/7"),
    ];

    // Cloud metadata answers in a private range on some providers; no partner lives there.
    private static readonly IPNetwork[] Metadata = [IPNetwork.Parse("fd00:ec2::254/128")];

    private static readonly IPNetwork[] SpecialV4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), IPNetwork.Parse("100.64.0.0/10"), IPNetwork.Parse("169.254.0.0/16"), IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), IPNetwork.Parse("192.88.99.0/24"), IPNetwork.Parse("198.18.0.0/15"), IPNetwork.Parse("198.51.100.0/24"),
        IPNetwork.Parse("203.0.113.0/24"), IPNetwork.Parse("224.0.0.0/4"), IPNetwork.Parse("240.0.0.0/4"),
    ];

    // Of IPv6 only what is handed out to the public counts, less the parts that are tunnels, documentation or reserved for protocols.
    private static readonly IPNetwork PublicV6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialV6 =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    private static readonly string[] LocalSuffixes = ["localhost", ".localhost", ".local", ".internal"];

    /// <summary>True when a connection to the address may be opened.</summary>
    public static bool Allows(IPAddress address, bool allowPrivate)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (Metadata.Any(n => n.Contains(address))) return false;
        if (Private.Any(n => n.Contains(address))) return allowPrivate;
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !SpecialV4.Any(n => n.Contains(address))
            : PublicV6.Contains(address) && !SpecialV6.Any(n => n.Contains(address));
    }

    /// <summary>True for names that by definition never belong to the public net.</summary>
    public static bool IsLocalName(string host) =>
        host.TrimEnd('.') is var name && LocalSuffixes.Any(s => s[0] == '.'
            ? name.EndsWith(s, StringComparison.OrdinalIgnoreCase)
            : name.Equals(s, StringComparison.OrdinalIgnoreCase));
}
