using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Steward.Tests.Support;

/// <summary>A request as a simulator received it. Credentials are noted as present, their values are not kept.</summary>
public sealed class ReceivedCall
{
    private const string Withheld = "(withheld)";
    private static readonly string[] SecretHeaders = ["Authorization", "X-Api-Key", "Api-Key", "X-Goog-Api-Key", "Cookie"];

    private readonly Lazy<JsonElement?> json;

    private ReceivedCall(HttpRequest request, byte[] body)
    {
        Method = request.Method;
        Path = request.Path.Value ?? "/";
        Query = request.QueryString.Value ?? "";
        Headers = request.Headers.ToDictionary(
            header => header.Key,
            header => SecretHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase) ? Withheld : header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase);
        Body = body;
        json = new Lazy<JsonElement?>(Parse);
    }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The path, unescaped, without the query.</summary>
    public string Path { get; }

    /// <summary>The query with its question mark, or empty.</summary>
    public string Query { get; }

    /// <summary>Headers, names in any case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The bytes of the body as they came.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The body as JSON; null where it is not JSON.</summary>
    public JsonElement? Json => json.Value;

    /// <summary>The body as text.</summary>
    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>Member <c>model</c> of a provider's request; null where there is none.</summary>
    public string? Model => Member("model") is { ValueKind: JsonValueKind.String } model ? model.GetString() : null;

    /// <summary>The texts of all messages of a chat, in order; empty for other requests.</summary>
    public IReadOnlyList<(string Role, string Text)> Messages => Member("messages") is { ValueKind: JsonValueKind.Array } messages
        ? [.. messages.EnumerateArray().Select(message => (Role(message), TextOf(message)))]
        : [];

    internal static ReceivedCall Of(HttpRequest request, byte[] body) => new(request, body);

    internal static async Task<ReceivedCall> ReadAsync(HttpRequest request, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        return new ReceivedCall(request, body.ToArray());
    }

    internal JsonElement? Member(string name) =>
        Json is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty(name, out var value) ? value : null;

    private static string Role(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out var role) ? role.ToString() : "";

    private static string TextOf(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Select(part => part.TryGetProperty("text", out var text) ? text.GetString() : ""))
            : content.ToString();
    }

    private JsonElement? Parse()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
