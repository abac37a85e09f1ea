using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Steward.Jobs.Queue;
using Steward.Moderation;
using Steward.Moderation.Inbound;
using Steward.Moderation.Platforms;
using Steward.Platform.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Flows.Moderation;

/// <summary>Comments of each platform as it sends them, or as it is asked for them.</summary>
public sealed class Inbound
{
    [Theory, OnBothDatabases]
    public async Task Instagram_asks_whose_the_address_is_and_then_sends_signed_comments(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "instagram");
        using var client = Anybody(bot);
        var path = $"/webhooks/instagram?connection={bot.Connection}&hub.mode=subscribe&hub.challenge=4711&hub.verify_token=";
        (await client.GetStringAsync(path + "verify-me", Ct)).ShouldBe("4711");
        (await client.GetAsync(path + "guess", Ct)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        // Found by the account in the event: Meta knows one address for all.
        var account = "ig-" + Guid.NewGuid();
        await bot.PostAsync("/instagram/connect", Bot.Wish("instagram", bot.Platform, account: account));
        var body = JsonSerializer.Serialize(new
        {
            @object = "instagram",
            entry = new[] { new { id = account, time = 1764324000, changes = new[] { new { field = "comments", value = new { id = "17", text = Bot.Insult, from = new { id = "42", username = "somebody" }, media = new { id = "m-1" } } } } } },
        });
        (await SendAsync(client, "/webhooks/instagram", body, ("X-Hub-Signature-256", "sha256=" + new string('a', 64)))).ShouldBe(HttpStatusCode.Unauthorized);
        for (var i = 0; i < 2; i++) (await SendAsync(client, "/webhooks/instagram", body, ("X-Hub-Signature-256", "sha256=" + Bot.Sign(body)))).ShouldBe(HttpStatusCode.OK);
        var comment = await bot.UntilAsync("17", c => c.Status == "hidden");
        (comment.AuthorId, comment.AuthorName, comment.PostId, comment.Version).ShouldBe(("42", "somebody", "m-1", 1));
        bot.Platform["17"].Hidden.ShouldBeTrue();
    }

    [Theory, OnBothDatabases]
    public async Task TikToks_event_names_the_comment_and_its_text_is_fetched(Database on)
    {
        await using var bot = await Bot.OnAsync(on, "tiktok");
        bot.Platform["17"].Text = Bot.Insult;
        using var client = Anybody(bot);
        var body = JsonSerializer.Serialize(new
        {
            client_key = "client-1", @event = "comment.update", create_time = 1764324000, user_openid = "account-1",
            content = JsonSerializer.Serialize(new { comment_id = 17, video_id = 99, comment_action = "insert", unique_identifier = "u-1", timestamp = 1764324000 }),
        });
        var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Bot.Secret), Encoding.UTF8.GetBytes($"{at}.{body}")));
        var path = $"/webhooks/tiktok?connection={bot.Connection}";
        (await SendAsync(client, path, body, ("TikTok-Signature", $"t={at - 1},s={signature}"))).ShouldBe(HttpStatusCode.Unauthorized);
        (await SendAsync(client, path, body, ("TikTok-Signature", $"t={at},s={signature}"))).ShouldBe(HttpStatusCode.OK);

        var comment = await bot.UntilAsync("17", c => c.Status == "hidden");
        (comment.Text, comment.AuthorId, comment.PostId).ShouldBe((Bot.Insult, "author-1", "99"));
    }

    [Theory, OnBothDatabases]
    public async Task Message_reported_on_Discord_waits_for_a_person_whatever_the_rules_say(Database on)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        await using var bot = await Bot.OnAsync(on, "discord");
        var folder = Directory.CreateTempSubdirectory("steward-ed-").FullName;
        await Command.RunAsync(["openssl", "genpkey", "-algorithm", "ed25519", "-out", $"{folder}/key"], TimeSpan.FromSeconds(20), Ct);
        await Command.RunAsync(["openssl", "pkey", "-in", $"{folder}/key", "-pubout", "-outform", "DER", "-out", $"{folder}/public"], TimeSpan.FromSeconds(20), Ct);
        var key = Convert.ToHexStringLower((await File.ReadAllBytesAsync($"{folder}/public", Ct)).AsSpan()[^32..]);
        await bot.PostAsync("/discord/connect", new { account = "account-1", base_url = bot.Platform.BaseAddress.ToString().TrimEnd('/'), access_token = SocialSimulator.Token, public_key = key, places = "channel-1" });
        using var client = Anybody(bot);
        var path = $"/webhooks/discord?connection={bot.Connection}";

        async Task<HttpResponseMessage> InteractAsync(object interaction)
        {
            var body = JsonSerializer.Serialize(interaction);
            var at = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            await File.WriteAllTextAsync($"{folder}/body", at + body, Ct);
            await Command.RunAsync(["openssl", "pkeyutl", "-sign", "-rawin", "-inkey", $"{folder}/key", "-in", $"{folder}/body", "-out", $"{folder}/signature"], TimeSpan.FromSeconds(20), Ct);
            using var request = Request(path, body, ("X-Signature-Timestamp", at), ("X-Signature-Ed25519", Convert.ToHexStringLower(await File.ReadAllBytesAsync($"{folder}/signature", Ct))));
            return await client.SendAsync(request, Ct);
        }

        (await (await InteractAsync(new { type = 1 })).Content.ReadAsStringAsync(Ct)).ShouldBe("""{"type":1}""");
        var reported = await InteractAsync(new
        {
            id = "i-1", type = 2, guild_id = "account-1",
            data = new { type = 3, resolved = new { messages = new Dictionary<string, object> { ["17"] = new { id = "17", channel_id = "channel-1", content = Bot.Harmless, author = new { id = "42", username = "somebody" } } } } },
        });
        reported.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await bot.UntilAsync("17", c => c.Status == "flagged")).DueAt.ShouldNotBeNull();
        (await SendAsync(client, path, """{"type":1}""", ("X-Signature-Timestamp", TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("X-Signature-Ed25519", new string('a', 128)))).ShouldBe(HttpStatusCode.Unauthorized);
        Directory.Delete(folder, recursive: true);
    }

    [Theory, InlineData(Database.Sqlite, "youtube"), InlineData(Database.Sqlite, "reddit"), InlineData(Database.Sqlite, "discord"), InlineData(Database.Postgres, "youtube")]
    public async Task Platforms_without_events_are_asked_and_what_is_known_counts_once(Database on, string platform)
    {
        Assert.SkipUnless(on == Database.Sqlite || PrivatePostgres.Available, PrivatePostgres.WhyNotAvailable ?? "");
        await using var bot = await Bot.OnAsync(on, platform);
        bot.Platform["17"].Text = Bot.Threat;
        for (var i = 0; i < 2; i++)
        {
            await bot.Company.Server.Services.GetRequiredService<JobWriter>().EnqueueAsync(bot.Company.Id, new PollAccount(bot.Connection), null, Ct);
            await TestServer.EventuallyAsync(bot.Company.RowsAsync<JobHistory>, h => h.Count(j => j.Kind == "moderation.poll-account") > i);
        }

        var wanted = platform == "reddit" ? "hidden" : "removed";
        (await bot.UntilAsync("17", c => c.Status == wanted)).Version.ShouldBe(1);
        bot.Platform.Done.ShouldHaveSingleItem();
        (await bot.Company.RowsAsync<CommentAction>()).Where(a => a.State == "unsupported").Select(a => a.Kind).ShouldBe(platform == "reddit" ? ["delete"] : []);
    }

    // RFC 8032, 7.1: tests 1 to 3.
    [Theory]
    [InlineData("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Ed25519_holds_for_what_was_signed_and_for_nothing_else(string key, string message, string signature)
    {
        var bytes = Convert.FromHexString(message);
        Ed25519.Verify(key, bytes, signature).ShouldBeTrue();
        Ed25519.Verify(key, [.. bytes, 1], signature).ShouldBeFalse();
        Ed25519.Verify(key, bytes, signature[..^2] + (signature[^2..] == "00" ? "10" : "00")).ShouldBeFalse();
        Ed25519.Verify(key.Replace('d', 'e'), bytes, signature).ShouldBeFalse();
        Ed25519.Verify(null, bytes, signature).ShouldBeFalse();
        Ed25519.Verify(key, bytes, "zz").ShouldBeFalse();
    }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private static HttpClient Anybody(Bot bot) => new() { BaseAddress = bot.Company.Server.AddressOf(Service.Moderation) };

    private static HttpRequestMessage Request(string path, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }

    private static async Task<HttpStatusCode> SendAsync(HttpClient client, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = Request(path, body, headers);
        return (await client.SendAsync(request, Ct)).StatusCode;
    }
}
