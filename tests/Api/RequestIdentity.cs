using System.Net.Sockets;
using System.Text;
using Steward.Platform.Http;

namespace Api;

/// <summary><c>X-Request-Id</c>: in, out, in problems, and never a way to smuggle anything in.</summary>
public sealed class RequestIdentity
{
    [Fact]
    public async Task A_plain_id_comes_back_on_answers_and_problems()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        foreach (var path in (string[])["/v1/me", "/no/such", "/cost/budget/nobody", "/health"])
        {
            var answer = await client.SendAsync(HttpMethod.Get, path, null, ("X-Request-Id", "req-1.2_3:4"));
            answer.Headers.GetValues("X-Request-Id").ShouldBe(["req-1.2_3:4"], path);
        }

        (await (await client.SendAsync(HttpMethod.Get, "/cost/budget/nobody", null, ("X-Request-Id", "abc"))).ProblemAsync(404, "not_found")).Text("requestId").ShouldBe("abc");
    }

    [Fact]
    public async Task Without_one_an_id_is_made_and_each_request_has_its_own()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        var first = (await client.GetAsync("/v1/me", Answers.Ct)).Header("X-Request-Id");
        Guid.TryParse(first, out _).ShouldBeTrue();
        (await client.GetAsync("/v1/me", Answers.Ct)).Header("X-Request-Id").ShouldNotBe(first);
    }

    [Theory]
    [InlineData("a b"), InlineData("<script>alert(1)</script>"), InlineData("a;b"), InlineData("{\"a\":1}"), InlineData("' OR 1=1 --"), InlineData("../../etc/passwd")]
    [InlineData("a\tb"), InlineData("%0d%0aSet-Cookie:x=1")]
    public async Task A_hostile_id_is_replaced(string hostile)
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        var answer = await client.SendAsync(HttpMethod.Get, "/v1/me", null, ("X-Request-Id", hostile));
        Guid.TryParse(answer.Header("X-Request-Id"), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task An_id_is_at_most_128_characters_long()
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        (await client.SendAsync(HttpMethod.Get, "/v1/me", null, ("X-Request-Id", new string('a', 128)))).Header("X-Request-Id").ShouldBe(new string('a', 128));
        Guid.TryParse((await client.SendAsync(HttpMethod.Get, "/v1/me", null, ("X-Request-Id", new string('a', 129)))).Header("X-Request-Id"), out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Two_ids_and_control_characters_on_the_wire_change_no_header()
    {
        var address = (await Servers.On(Database.Sqlite)).Client(Service.Platform).BaseAddress!;
        (await RawAsync(address, "X-Request-Id: one\r\nX-Request-Id: two\r\n")).ShouldNotContain("one,two");
        (await RawAsync(address, "X-Request-Id: a\u0001b\r\n")).ShouldNotContain("\u0001");
        (await RawAsync(address, "X-Request-Id: a\u00e9b\r\n")).ShouldNotContain("\u00e9");
        (await RawAsync(address, "X-Request-Id: a\r b\r\n")).ShouldNotContain("a\r b");
    }

    private static async Task<string> RawAsync(Uri address, string headers)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, Answers.Ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"GET /v1/me HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n"), Answers.Ct);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadToEndAsync(Answers.Ct);
    }
}
