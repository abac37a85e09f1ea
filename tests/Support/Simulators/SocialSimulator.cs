using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Steward.Tests.Support;

/// <summary>A comment as a simulated platform has it.</summary>
public sealed class SimulatedComment
{
    public string Text { get; set; } = "hello";
    public string Author { get; set; } = "author-1";
    public bool Hidden { get; set; }
    public bool Deleted { get; set; }
    public bool Pinned { get; set; }
    public bool Approved { get; set; }
    public List<string> Replies { get; } = [];
}

/// <summary>
/// A local server that speaks one platform's API as far as comments go: instagram, tiktok, youtube, reddit, discord or webhook. It keeps comments, does what is asked and plays
/// scripted <see cref="Behaviour"/>s on what changes something. The token it takes is <see cref="Token"/>.
/// </summary>
public sealed class SocialSimulator : IAsyncDisposable
{
    public const string Token = "a-good-token";
    private readonly SimulatorServer _server;
    private readonly string _platform;
    private readonly ConcurrentDictionary<string, SimulatedComment> _comments = new();
    private readonly ConcurrentQueue<string> _done = new();
    private readonly ConcurrentDictionary<string, bool> _people = new();
    private readonly ConcurrentQueue<string> _revoked = new();

    private SocialSimulator(SimulatorServer server, string platform) => (_server, _platform) = (server, platform);

    public Uri BaseAddress => _server.Address;

    public Behaviour Default { get => _server.Default; set => _server.Default = value; }

    /// <summary>Token that is taken besides <see cref="Token"/>; none unless given.</summary>
    public string? Fresh { get; set; }

    /// <summary>What was done, in order: <c>hide 17</c>.</summary>
    public IReadOnlyList<string> Done => [.. _done];

    /// <summary>Tokens that it was asked to revoke, and did.</summary>
    public IReadOnlyList<string> Revoked => [.. _revoked];

    /// <summary>Requests that change something.</summary>
    public int Writes => _server.Log.Kept.Count(c => c.Method != "GET" && !c.Path.Contains("oauth", StringComparison.Ordinal));

    public IReadOnlyList<ReceivedCall> Calls => _server.Log.Kept;

    public SimulatedComment this[string id] => _comments.GetOrAdd(id, _ => new SimulatedComment());

    public static async Task<SocialSimulator> StartAsync(string platform)
    {
        SocialSimulator? made = null;
        var server = await SimulatorServer.StartAsync(0, (_, context) => made!.HandleAsync(context));
        return made = new SocialSimulator(server, platform);
    }

    public void Enqueue(params Behaviour[] behaviours) => _server.Enqueue(behaviours);

    public Task WaitForCallsAsync(int count) => _server.Log.WaitForAsync(count, TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        // Credentials are not kept with the call.
        var token = context.Request.Headers.Authorization.ToString() is { Length: > 0 } header ? header.Split(' ')[^1] : context.Request.Headers["Access-Token"].ToString();
        var call = await ReceivedCall.ReadAsync(context.Request, context.RequestAborted);
        using var inProgress = _server.Log.Enter(call);
        if (call.Path.EndsWith("/oauth/token", StringComparison.Ordinal))
        {
            await AnswerAsync(context, 200, new JsonObject { ["access_token"] = Fresh ?? Token, ["refresh_token"] = "again", ["expires_in"] = 3600 });
            return;
        }

        if (call.Path.EndsWith("/oauth/revoke", StringComparison.Ordinal))
        {
            var revoking = await _server.PlayAsync(call, context.RequestAborted);
            if (revoking.StatusCode == 200) _revoked.Enqueue(QueryHelpers.ParseQuery(call.BodyText)["token"].ToString());
            await AnswerAsync(context, revoking.StatusCode, new JsonObject());
            return;
        }

        if (_platform != "webhook" && token != Token && (Fresh is null || token != Fresh))
        {
            await AnswerAsync(context, _platform == "tiktok" ? 200 : 401, _platform == "tiktok" ? new JsonObject { ["code"] = 40105, ["message"] = "token" } : new JsonObject());
            return;
        }

        if (call.Method == "GET")
        {
            var (status, shown) = Show(call);
            await AnswerAsync(context, status, shown);
            return;
        }

        var behaviour = await _server.PlayAsync(call, context.RequestAborted);
        if (behaviour.StatusCode >= 400)
        {
            await SimulatorServer.AnswerAsync(context, behaviour, """{"error":{"message":"simulated"}}""");
            return;
        }

        var (code, body) = Act(call);
        if (behaviour.Fault == AnswerFault.NoAnswer) context.Abort();
        else await AnswerAsync(context, code, body);
    }

    private static async Task AnswerAsync(HttpContext context, int status, JsonNode? body)
    {
        context.Response.StatusCode = status;
        if (status == 204) return;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body?.ToJsonString() ?? "{}", context.RequestAborted);
    }

    private (int, JsonNode?) Act(ReceivedCall call)
    {
        var parts = call.Path.Trim('/').Split('/');
        var form = call.Json is null ? QueryHelpers.ParseQuery(call.BodyText).ToDictionary(p => p.Key, p => p.Value.ToString()) : [];
        var query = QueryHelpers.ParseQuery(call.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
        string Member(string name) => call.Json!.Value.GetProperty(name).ToString();
        return _platform switch
        {
            "instagram" when call.Method == "DELETE" => Do("delete", parts[0], MetaGone),
            "instagram" when parts is [_, "replies"] => Do("reply", parts[0], MetaGone, form["message"]),
            "instagram" => Do(form["hide"] == "true" ? "hide" : "allow", parts[0], MetaGone),
            "tiktok" when parts[^1] == "hide" => Do(Member("action") == "HIDE" ? "hide" : "allow", Member("comment_id"), TikTokGone),
            "tiktok" when parts[^1] == "create" => Do("reply", Member("comment_id"), TikTokGone, Member("text")),
            "tiktok" => Do(parts[^1], Member("comment_id"), TikTokGone),
            "youtube" when parts[^1] == "setModerationStatus" => Do((query["moderationStatus"], query.ContainsKey("banAuthor")) switch
            {
                (_, true) => "ban", ("published", _) => "allow", ("heldForReview", _) => "hide", _ => "delete",
            }, query["id"], 404),
            "youtube" => Do("reply", call.Json!.Value.GetProperty("snippet").GetProperty("parentId").GetString()!, 404, "reply"),
            "reddit" when parts[^1] == "friend" => Do(form.ContainsKey("duration") ? "timeout" : "ban", form["name"], 404),
            "reddit" => Do(parts[^1] switch { "approve" => "allow", "remove" => "hide", _ => "reply" }, (form.GetValueOrDefault("id") ?? form["thing_id"])[3..], 404, form.GetValueOrDefault("text")),
            "discord" when parts[0] == "guilds" => Do(parts[2] == "bans" ? "ban" : "timeout", parts[^1], 404, status: 204),
            "discord" when call.Method == "DELETE" => Do("delete", parts[^1], 404, status: 204),
            "discord" when call.Method == "PUT" => Do("pin", parts[^1], 404, status: 204),
            "discord" => Do("reply", call.Json!.Value.GetProperty("message_reference").GetProperty("message_id").GetString()!, 404, Member("nonce")),
            _ => Keep(Member("action"), Member("comment_id"), Member("action_id")),
        };
    }

    private const int MetaGone = -1, TikTokGone = -2;

    private (int, JsonNode?) Do(string what, string id, int gone, string? text = null, int status = 200)
    {
        // A person is no comment, and is not listed as one.
        var comment = what is "ban" or "timeout" ? new SimulatedComment() : this[id];
        if (comment.Deleted && what is not ("ban" or "timeout"))
        {
            return gone switch
            {
                MetaGone => (400, new JsonObject { ["error"] = new JsonObject { ["code"] = 100, ["error_subcode"] = 33 } }),
                TikTokGone => (200, new JsonObject { ["code"] = 40002, ["message"] = "no such comment" }),
                _ => (gone, new JsonObject()),
            };
        }

        _done.Enqueue($"{what} {id}");
        switch (what)
        {
            case "hide": (comment.Hidden, comment.Approved) = (true, false); break;
            case "allow": (comment.Hidden, comment.Approved) = (false, true); break;
            case "delete": comment.Deleted = true; break;
            case "pin": comment.Pinned = true; break;
            case "ban" or "timeout": _people[$"{what} {id}"] = true; break;
            // Discord drops a nonce that it knows.
            default:
                if (!comment.Replies.Contains(text!) || _platform != "discord") comment.Replies.Add(text!);
                break;
        }

        return (status, _platform == "tiktok" ? new JsonObject { ["code"] = 0, ["message"] = "OK", ["data"] = new JsonObject() } : new JsonObject { ["success"] = true });
    }

    // One's own system knows the action's id: the second of one id changes nothing.
    private (int, JsonNode?) Keep(string what, string id, string action)
    {
        if (_people.TryAdd("action " + action, true)) Do(what, id, 404);
        return (200, new JsonObject { ["state"] = "done" });
    }

    private (int, JsonNode?) Show(ReceivedCall call)
    {
        var parts = call.Path.Trim('/').Split('/');
        var query = QueryHelpers.ParseQuery(call.Query).ToDictionary(p => p.Key, p => p.Value.ToString());
        return _platform switch
        {
            "webhook" => parts is ["actions", var action] ? (_people.ContainsKey("action " + action) ? 200 : 404, new JsonObject { ["state"] = "done" }) : (200, new JsonObject()),
            "instagram" when parts[0] == "me" => (200, new JsonObject { ["id"] = "1" }),
            "instagram" => this[parts[0]] is { Deleted: false } c ? (200, new JsonObject { ["id"] = parts[0], ["hidden"] = c.Hidden })
                : (400, new JsonObject { ["error"] = new JsonObject { ["code"] = 100, ["error_subcode"] = 33 } }),
            "tiktok" => (200, TikTok(query)),
            "youtube" when parts[^1] == "comments" => (200, new JsonObject { ["items"] = new JsonArray([.. YouTube(query["id"])]) }),
            "youtube" => (200, new JsonObject
            {
                ["items"] = new JsonArray([.. _comments.Where(c => !c.Value.Deleted).Select(c => (JsonNode)new JsonObject { ["snippet"] = new JsonObject { ["topLevelComment"] = YouTube(c.Key).Single() } })]),
            }),
            "reddit" when parts[^1] == "info" => (200, Listing(_comments.Where(c => "t1_" + c.Key == query["id"] && !c.Value.Deleted))),
            "reddit" => (200, Listing(_comments.Where(c => !c.Value.Deleted))),
            "discord" when parts[0] == "guilds" => parts[2] == "bans" ? (_people.ContainsKey("ban " + parts[3]) ? 200 : 404, new JsonObject())
                : (200, new JsonObject { ["communication_disabled_until"] = _people.ContainsKey("timeout " + parts[3]) ? "2999-01-01T00:00:00Z" : null }),
            "discord" when parts is [_, _, "messages"] => (200, new JsonArray([.. _comments.Where(c => !c.Value.Deleted).Select(c => (JsonNode)Discord(c.Key, parts[1]))])),
            "discord" when parts is [_, var channel, "messages", var id] => this[id].Deleted ? (404, new JsonObject()) : (200, Discord(id, channel)),
            _ => (200, new JsonObject()),
        };
    }

    private JsonObject TikTok(Dictionary<string, string> query)
    {
        var wanted = query.TryGetValue("comment_ids", out var ids) ? JsonSerializer.Deserialize<string[]>(ids)! : [];
        return new JsonObject
        {
            ["code"] = 0,
            ["data"] = new JsonObject
            {
                ["comments"] = new JsonArray([.. wanted.Where(id => _comments.TryGetValue(id, out var c) && !c.Deleted).Select(id => (JsonNode)new JsonObject
                {
                    ["comment_id"] = id, ["text"] = this[id].Text, ["unique_identifier"] = this[id].Author, ["username"] = this[id].Author, ["likes"] = 3, ["pinned"] = this[id].Pinned,
                    ["status"] = this[id].Hidden ? "HIDDEN" : "PUBLIC",
                })]),
            },
        };
    }

    private IEnumerable<JsonNode> YouTube(string id)
    {
        if (!_comments.TryGetValue(id, out var c) || c.Deleted) yield break;
        var snippet = new JsonObject
        {
            ["textOriginal"] = c.Text, ["authorDisplayName"] = c.Author, ["authorChannelId"] = new JsonObject { ["value"] = c.Author }, ["videoId"] = "video-1", ["likeCount"] = 1,
            ["publishedAt"] = "2026-11-28T10:00:00Z",
        };
        if (c.Hidden) snippet["moderationStatus"] = "heldForReview";
        yield return new JsonObject { ["id"] = id, ["snippet"] = snippet };
    }

    private static JsonObject Listing(IEnumerable<KeyValuePair<string, SimulatedComment>> comments) => new()
    {
        ["data"] = new JsonObject
        {
            ["children"] = new JsonArray([.. comments.Select(c => (JsonNode)new JsonObject
            {
                ["kind"] = "t1",
                ["data"] = new JsonObject
                {
                    ["id"] = c.Key, ["body"] = c.Value.Text, ["author"] = c.Value.Author, ["author_fullname"] = "t2_" + c.Value.Author, ["link_id"] = "t3_post", ["removed"] = c.Value.Hidden,
                    ["approved"] = c.Value.Approved, ["score"] = 1, ["created_utc"] = 1764324000.0,
                },
            })]),
        },
    };

    private JsonObject Discord(string id, string channel) => new()
    {
        ["id"] = id, ["channel_id"] = channel, ["content"] = this[id].Text, ["pinned"] = this[id].Pinned, ["timestamp"] = "2026-11-28T10:00:00+00:00",
        ["author"] = new JsonObject { ["id"] = this[id].Author, ["username"] = this[id].Author },
    };
}
