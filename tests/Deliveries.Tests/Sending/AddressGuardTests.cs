using System.Net;
using System.Text.Json;
using Shouldly;
using Steward.Deliveries.Sending;
using Steward.Tests.Support;
using Xunit;

namespace Deliveries.Tests.Sending;

public sealed class AddressGuardTests
{
    [Fact]
    public void Every_reference_address_is_judged_as_the_reference_does()
    {
        var vectors = Vectors();
        foreach (var vector in vectors.Ips.Concat(vectors.Extra))
            AddressGuard.Allows(IPAddress.Parse(vector.Ip), allowPrivate: false).ShouldBe(vector.Allowed, $"{vector.Ip} ({vector.Comment})");
    }

    [Fact]
    public async Task Every_reference_host_is_refused_when_connecting()
    {
        foreach (var host in Vectors().HostsToReject)
        {
            // As the HTTP handler gets it: the host of a URI, without brackets.
            var asked = new Uri($"https://{host}").IdnHost;
            await Should.ThrowAsync<BlockedAddressException>(
                async () => await GuardedConnection.OpenAsync(new DnsEndPoint(asked, 443), allowPrivate: false, TestContext.Current.CancellationToken), host);
        }
    }

    [Theory]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("::8.8.8.8")]
    [InlineData("fec0::1")]
    [InlineData("4000::1")]
    public void Tunnels_and_addresses_nobody_was_given_are_refused(string address)
    {
        AddressGuard.Allows(IPAddress.Parse(address), allowPrivate: false).ShouldBeFalse();
        AddressGuard.Allows(IPAddress.Parse(address), allowPrivate: true).ShouldBeFalse();
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    public void Allowing_private_networks_opens_them_and_not_the_metadata_services(string address, bool allowed) =>
        AddressGuard.Allows(IPAddress.Parse(address), allowPrivate: true).ShouldBe(allowed);

    private static SsrfVectors Vectors()
    {
        var data = SharedData.Path("webhooks/ssrf-addresses.json");
        if (data.FullPath is null) Assert.Skip(data.SkipReason ?? "");
        var vectors = JsonSerializer.Deserialize<SsrfVectors>(File.ReadAllText(data.FullPath), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
        vectors.ShouldNotBeNull().Ips.ShouldNotBeEmpty();
        return vectors;
    }

    private sealed record SsrfVectors(IReadOnlyList<Vector> Ips, IReadOnlyList<Vector> Extra, IReadOnlyList<string> HostsToReject);

    private sealed record Vector(string Ip, bool Allowed, string? Comment);
}
