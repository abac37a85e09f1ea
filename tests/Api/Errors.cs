using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Steward.Platform.Http;
using Steward.Platform.Tenancy;

namespace Api;

/// <summary>Whatever is wrong with a request: one form of answer, a stable code, and a pointer to the place.</summary>
public sealed class Errors
{
    private const string Screen = "/screen/text";

    [Theory, OnBothDatabases]
    public async Task Malformed_json_is_400_with_the_place(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var body in (string[])["{", "{\"contentId\":", "not json", "{\"a\":1,}", "{'contentId':'x'}", "{\"contentId\":\"a\"} trailing"])
            (await (await client.PostTextAsync(Screen, body)).ProblemAsync(400, "malformed_json")).Text("detail").ShouldContain("line", Case.Sensitive, body);
    }

    [Theory, OnBothDatabases]
    public async Task Missing_body_is_400(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var body in (string[])["", "null"])
            (await (await client.PostTextAsync(Screen, body)).ProblemAsync(400, "body_required")).Text("detail").ShouldBe("Send a JSON object as the body.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Answers_are_compressed_for_those_who_accept_it(string encoding)
    {
        var client = (await Servers.On(Database.Sqlite)).Client(Service.Platform);
        var plain = await client.GetAsync("/openapi.json", Answers.Ct);
        plain.Content.Headers.ContentEncoding.ShouldBeEmpty();
        var packed = await client.SendAsync(HttpMethod.Get, "/openapi.json", null, ("Accept-Encoding", encoding));
        packed.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        (await packed.Content.ReadAsByteArrayAsync(Answers.Ct)).Length.ShouldBeLessThan((await plain.Content.ReadAsByteArrayAsync(Answers.Ct)).Length / 4);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_type_is_named_by_its_pointer(Database on)
    {
        var client = await ClientAsync(on);
        (await (await client.PostTextAsync(Screen, """{"contentId":5,"contentType":"t","text":"x"}""")).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/contentId"]);
        (await (await client.PostTextAsync("/screen/batch", """{"items":[{"contentId":"a","contentType":"t","text":"x"},{"text":{}}]}""")).ProblemAsync(400, "validation"))
            .Pointers().ShouldBe(["/items/1/text"]);
        (await (await client.PostTextAsync("/v1/webhooks/ingest", """{"type":"session.completed","data":{"duration":"long"}}""")).ProblemAsync(400, "validation"))
            .Pointers().ShouldBe(["/data/duration"]);
        (await (await client.PostTextAsync(Screen, "[]")).ProblemAsync(400, "validation")).GetProperty("errors").GetArrayLength().ShouldBe(1);
    }

    [Theory, OnBothDatabases]
    public async Task Every_wrong_member_is_named_at_once(Database on)
    {
        var problem = await (await (await ClientAsync(on)).PostAsync(Screen, new { contentId = new string('x', 201), text = "" })).ProblemAsync(400, "validation");
        problem.Pointers().ShouldBe(["/contentId", "/contentType", "/text"], ignoreOrder: true);
        foreach (var error in problem.GetProperty("errors").EnumerateArray())
        {
            error.Text("code").ShouldMatch("^[a-z_]+$");
            error.Text("detail").ShouldNotBeEmpty();
        }
    }

    [Theory, OnBothDatabases]
    public async Task Text_of_10001_characters_is_refused_and_of_10000_screened(Database on)
    {
        var client = await ClientAsync(on);
        object Of(int length) => new { contentId = "c", contentType = "t", text = new string('a', length) };
        var problem = await (await client.PostAsync(Screen, Of(10_001))).ProblemAsync(400, "validation");
        problem.Pointers().ShouldBe(["/text"]);
        problem.GetProperty("errors")[0].Text("code").ShouldBe("too_long");
        problem.ToString().ShouldNotContain("aaaaa", Case.Sensitive, "the text is not sent back");
        await (await client.PostAsync(Screen, Of(10_000))).JsonAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Ingestion_refuses_a_text_too_long_and_bytes_that_are_no_text(Database on)
    {
        var client = (await Servers.On(on)).Client(Service.Gateway);
        object Of(int length) => new { type = "feedback.received", userId = "u-" + Guid.NewGuid(), data = new { text = new string('a', length) } };
        (await (await client.PostAsync("/webhooks/ingest", Of(10_001))).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/data/text"]);
        await (await client.PostAsync("/webhooks/ingest", Of(10_000))).JsonAsync();
        byte[] broken = [.. "{\"type\":\"feedback.received\",\"userId\":\"u\",\"data\":{\"text\":\"a"u8, 0xC3, 0x28, .. "\"}}"u8];
        (await (await client.PostAsync("/webhooks/ingest", Json(new ByteArrayContent(broken)), Answers.Ct)).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/data/text"]);
    }

    [Theory, OnBothDatabases]
    public async Task Body_over_a_megabyte_is_413_whether_its_length_is_said_or_not(Database on)
    {
        var server = await Servers.On(on);
        // The server answers before it has read it all; who waits to be told to go on is not cut off in the middle of sending.
        var client = server.Client(Service.Safety);
        client.DefaultRequestHeaders.ExpectContinue = true;
        var body = JsonSerializer.SerializeToUtf8Bytes(new { contentId = "c", contentType = "t", text = new string('a', 1024 * 1024) });
        await (await client.PostAsync(Screen, Json(new ByteArrayContent(body)), Answers.Ct)).ProblemAsync(413, "too_large");
        using var unsaid = new HttpRequestMessage(HttpMethod.Post, Screen) { Content = Json(new StreamContent(new MemoryStream(body))) };
        unsaid.Headers.TransferEncodingChunked = true;
        await (await client.SendAsync(unsaid, Answers.Ct)).ProblemAsync(413, "too_large");
        await (await client.SendAsync(HttpMethod.Post, Screen, Json(new ByteArrayContent(body)), ("Idempotency-Key", Guid.NewGuid().ToString()))).ProblemAsync(413, "too_large");
    }

    [Theory, OnBothDatabases]
    public async Task Text_that_is_no_text_is_400(Database on)
    {
        var client = await ClientAsync(on);
        byte[] invalid = [.. """{"contentId":"c","contentType":"t","text":"a"""u8, 0xC3, 0x28, .. "\"}"u8];
        ((int)(await client.PostAsync(Screen, Json(new ByteArrayContent(invalid)), Answers.Ct)).StatusCode).ShouldBe(400);
        (await (await client.PostTextAsync(Screen, """{"contentId":"c","contentType":"t","text":"a\ud800b"}""")).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/text"]);
        (await (await client.PostTextAsync(Screen, """{"contentId":"c","contentType":"t","text":"a\u0000b"}""")).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/text"]);
        (await (await client.PostTextAsync(Screen, """{"contentId":"c\u0000","contentType":"t","text":"ab"}""")).ProblemAsync(400, "validation")).Pointers().ShouldBe(["/contentId"]);
    }

    [Theory, OnBothDatabases]
    public async Task No_string_of_any_body_may_carry_a_NUL(Database on)
    {
        var server = await Servers.On(on);
        var client = server.Client(Service.Platform, (await server.NewTenantAsync()).Key);
        (string Path, string Body)[] bodies =
        [
            ("/v1/keys", """{"name":"a\u0000b"}"""),
            ("/v1/webhooks/ingest", """{"type":"feedback.received","userId":"a\u0000b","data":{"text":"x"}}"""),
            ("/v1/webhooks/ingest", """{"type":"feedback.received","userId":"a","data":{"text":"x","metadata":{"program":"a\u0000b"}}}"""),
            ("/impact-in/schedules", """{"companyId":"a\u0000b","platform":"benevity","schedule":"0 0 1 * *"}"""),
            ("/impact-in/schedules", """{"companyId":"a","platform":"benevity","schedule":"0 0 1 * *","timeZone":"UTC\u0000"}"""),
            ("/v1/q2q/classify", """{"text":"hello","companyId":"a\u0000b"}"""),
            ("/v1/q2q/classify", """{"text":"hello\u0000"}"""),
            ("/safety/queue/x/review", """{"notes":"a\u0000b"}"""),
        ];
        foreach (var (path, body) in bodies) await (await client.PostTextAsync(path, body)).ProblemAsync(400, "validation");
    }

    [Theory, OnBothDatabases]
    public async Task NUL_in_path_or_query_is_refused_before_it_meets_the_database(Database on)
    {
        var client = await ClientAsync(on);
        await (await client.GetAsync("/v1/audit?actor=a%00b", Answers.Ct)).ProblemAsync(400, "bad_request");
        await (await client.GetAsync("/cost/metrics?companyId=%00", Answers.Ct)).ProblemAsync(400, "bad_request");
        foreach (var path in (string[])["/v1/metrics/a%00b", "/cost/budget/%00", "/impact-in/schedules/a%00", "/safety/queue/%00"])
            ((int)(await client.GetAsync(path, Answers.Ct)).StatusCode).ShouldBeInRange(400, 404, path);
    }

    [Theory, OnBothDatabases, Trait("Requirement", "T016")]
    public async Task Bad_cron_expression_is_named_by_its_pointer(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var cron in (string[])["not a cron", "0 0 1 *", "60 0 1 * *", "0 0 31 2 *", "@never", "* * * * * *", ""])
            (await (await client.PostAsync("/impact-in/schedules", new { companyId = "company-123", platform = "benevity", schedule = cron })).ProblemAsync(400, "validation"))
                .Pointers().ShouldBe(["/schedule"], cron);
        (await (await client.PostAsync("/impact-in/schedules", new { companyId = "company-123", platform = "benevity", schedule = "0 0 1 * *", timeZone = "Mars/Base" })).ProblemAsync(400, "validation"))
            .Pointers().ShouldBe(["/timeZone"]);
        (await (await client.PostAsync("/impact-in/schedules", new { companyId = "company-123", platform = "facebook", schedule = "0 0 1 * *" })).ProblemAsync(400, "validation"))
            .Pointers().ShouldBe(["/platform"]);
    }

    [Theory, OnBothDatabases]
    public async Task Unknown_company_is_404(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var path in (string[])["/cost/budget/nobody", "/cost/metrics?companyId=nobody", "/v1/metrics/nobody", "/metrics/nobody", "/v1/metrics/nobody/sroi", "/impact-in/schedules?companyId=nobody", "/cost/budget/" + Guid.NewGuid()])
            (await (await client.GetAsync(path, Answers.Ct)).ProblemAsync(404, "not_found")).Text("error").ShouldBe("Company not found", path);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_content_type_is_415(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var type in (string[])["text/plain", "application/xml", "application/x-www-form-urlencoded"])
            await (await client.PostTextAsync(Screen, "{}", type)).ProblemAsync(415, "unsupported_media_type");
    }

    [Theory, OnBothDatabases]
    public async Task Unknown_route_is_404_and_wrong_method_405_with_allow(Database on)
    {
        var client = await ClientAsync(on);
        (await (await client.GetAsync("/no/such/route", Answers.Ct)).ProblemAsync(404, "no_such_route")).Text("instance").ShouldBe("/no/such/route");
        var wrong = await client.DeleteAsync(Screen, Answers.Ct);
        await wrong.ProblemAsync(405, "method_not_allowed");
        wrong.Content.Headers.Allow.ShouldBe(["POST"]);
    }

    [Theory, OnBothDatabases]
    public async Task Bad_parameters_of_a_query_are_400(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var (query, pointer) in new[] { ("/safety/queue?limit=abc", "/limit"), ("/v1/audit?from=yesterday", "/from"), ("/v1/keys?limit=9999999999999", "/limit"), ("/v1/metrics/company-123?start=soon", "/start") })
            (await (await client.GetAsync(query, Answers.Ct)).ProblemAsync(400, "validation")).Pointers().Single().ShouldBe(pointer, StringCompareShould.IgnoreCase);
        foreach (var query in (string[])["/safety/queue?limit=0", "/safety/queue?limit=201", "/safety/queue?offset=-1", "/safety/queue?status=odd", "/v1/audit?limit=-5", "/v1/metrics/company-123?start=2026-02-01&end=2026-01-01"])
            await (await client.GetAsync(query, Answers.Ct)).ProblemAsync(400, "validation");
    }

    [Theory, OnBothDatabases]
    public async Task Cursor_that_is_not_of_this_list_is_400(Database on)
    {
        var server = await Servers.On(on);
        var tenant = await server.NewTenantAsync();
        var client = server.Client(Service.Platform, tenant.Key);
        string[] hostile = ["x", "!!!", "AAAA", new string('A', 5000), Pack("", "junk"), Pack($"{tenant.Id}|||||", "not a number"), Pack(tenant.Id.ToString(), "not a guid")];
        foreach (var path in (string[])["/v1/audit", "/v1/keys", "/impact-in/schedules"])
            foreach (var cursor in hostile)
            {
                var answer = await client.GetAsync($"{path}?cursor={Uri.EscapeDataString(cursor)}", Answers.Ct);
                await answer.ProblemAsync(400, "bad_cursor");
            }

        // One list's cursor on another, and on the same list with other filters.
        await client.PostAsync("/v1/keys", new { name = "second" });
        var next = (await (await client.GetAsync("/v1/audit?limit=1", Answers.Ct)).JsonAsync()).Text("next");
        await (await client.GetAsync($"/v1/keys?cursor={next}", Answers.Ct)).ProblemAsync(400, "bad_cursor");
        await (await client.GetAsync($"/v1/audit?limit=1&actor=test&cursor={next}", Answers.Ct)).ProblemAsync(400, "bad_cursor");
        await (await client.GetAsync($"/v1/audit?limit=1&cursor={next}", Answers.Ct)).JsonAsync();
    }

    [Theory, OnBothDatabases]
    public async Task Json_that_is_nested_too_deep_is_400(Database on)
    {
        var client = await ClientAsync(on);
        var deep = string.Concat(Enumerable.Repeat("{\"data\":", 40)) + "1" + new string('}', 40);
        ((int)(await client.PostTextAsync("/v1/webhooks/ingest", deep)).StatusCode).ShouldBe(400);
        ((int)(await client.PostTextAsync(Screen, new string('[', 100_000))).StatusCode).ShouldBe(400);
        var unknown = """{"contentId":"c","contentType":"t","text":"x","extra":""" + new string('[', 500) + new string(']', 500) + "}";
        ((int)(await client.PostTextAsync(Screen, unknown)).StatusCode).ShouldBe(400);
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_out_of_range_are_400(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var body in (string[])["""{"budget":1e400}""", """{"budget":-1}""", """{"budget":1000001}""", """{"budget":null}""", "{}", """{"budget":NaN}"""])
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, "/cost/budget/company-123") { Content = Json(new StringContent(body, Encoding.UTF8)) };
            ((int)(await client.SendAsync(request, Answers.Ct)).StatusCode).ShouldBe(400, body);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Days_at_the_calendars_ends_are_400_or_answered_never_500(Database on)
    {
        var client = await ClientAsync(on);
        foreach (var query in (string[])["end=9999-12-31", "start=9998-01-01&end=9999-12-31", "end=0001-01-01", "start=0001-01-01&end=0001-01-02"])
            ((int)(await client.GetAsync("/v1/metrics/company-123?" + query, Answers.Ct)).StatusCode).ShouldBeOneOf(200, 400);
    }

    [Fact]
    public async Task Work_that_the_server_itself_cancelled_is_503_and_its_own_faults_500_without_details()
    {
        await using var server = await TestServer.StartAsync(Database.Sqlite, new TestServerOptions
        {
            Roles = ["web"],
            Routes = routes =>
            {
                routes.MapGet("/v1/test/cancelled", void () => throw new OperationCanceledException()).On(Service.Platform).Require("audit.read");
                routes.MapGet("/v1/test/broken", void () => throw new InvalidOperationException("inner matters")).On(Service.Platform).Require("audit.read");
            },
        });
        await (await server.Client(Service.Platform).GetAsync("/v1/test/cancelled", Answers.Ct)).ProblemAsync(503, "stopping");
        (await (await server.Client(Service.Platform).GetAsync("/v1/test/broken", Answers.Ct)).ProblemAsync(500, "internal")).ToString().ShouldNotContain("inner matters");
    }

    private static string Pack(string filters, string key) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(filters)))[..8]}|{key}"));

    private static HttpContent Json(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<HttpClient> ClientAsync(Database on) => (await Servers.On(on)).Client(Service.Platform);
}
