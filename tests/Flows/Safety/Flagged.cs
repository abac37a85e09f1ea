using System.Net;
using System.Text.Json;
using Steward.Platform.Http;
using Steward.Safety;

namespace Flows.Safety;

/// <summary>Texts that were flagged, and what is asked about them.</summary>
internal static class Flagged
{
    /// <summary>Held with confidence .75.</summary>
    public const string Strong = "WHAT THE FUCK IS THIS SHIT SERVICE";

    /// <summary>Held with confidence .6.</summary>
    public const string Mild = "Oh damn.";

    public static async Task<(string Flag, string Item)> FlagAsync(this Company company, string contentId, string text = Strong)
    {
        var flag = (await company.ScreenAsync(contentId, text)).GetProperty("flagId").GetString()!;
        return (flag, (await company.RowsAsync<ReviewItem>()).Single(i => i.FlagId == flag).Id);
    }

    public static Task<JsonElement> ScreenAsync(this Company company, string contentId, string text, string contentType = "comment") =>
        company.PostAsync(Service.Safety, "/screen/text", new { contentId, contentType, text });

    public static Task<JsonElement> AskAsync(this Company company, string path) => company.GetAsync(Service.Safety, "/v1/safety/" + path);

    public static Task<JsonElement> DoAsync(this Company company, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK) =>
        company.PostAsync(Service.Safety, "/v1/safety/" + path, body ?? new { }, expected);

    public static async Task<string?> RefusedAsync(this Company company, string path, object? body = null) =>
        (await company.DoAsync(path, body, HttpStatusCode.Conflict)).GetProperty("code").GetString();

    public static async Task<JsonElement> DeleteAsync(this Company company, string path, HttpStatusCode expected = HttpStatusCode.OK) =>
        await Company.ReadAsync(await company.SendAsync(HttpMethod.Delete, Service.Safety, "/v1/safety/" + path), expected);

    public static string? Text(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static int Number(this JsonElement element, string name) => element.GetProperty(name).GetInt32();
}
