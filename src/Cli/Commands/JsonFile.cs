using System.Text.Json;

namespace Steward.Cli.Commands;

/// <summary>A file of JSON that a command sends on.</summary>
internal static class JsonFile
{
    /// <exception cref="ArgumentException">It cannot be opened, or is no JSON.</exception>
    public static async Task<JsonElement> ReadAsync(FileInfo file, CancellationToken ct)
    {
        try
        {
            await using var text = file.OpenRead();
            return (await JsonDocument.ParseAsync(text, cancellationToken: ct)).RootElement;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ArgumentException($"{file.Name} cannot be read: {error.Message}", error);
        }
    }
}
