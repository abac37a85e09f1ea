using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Steward.Client;
using Steward.Server.Demo.Input;

namespace Steward.Server.Demo;

/// <summary>
/// Sends a file's rows as events. A row's delivery id is made of the file's name, the row's own id or line, and the text, so that the server
/// recognises it in every later run; for the same reason an event carries no time of its own.
/// </summary>
internal sealed class FeedbackSender(StewardClient client, FeedbackFile file)
{
    private const int AtOnce = 16;
    private const int MaxSource = 200;
    private int _sent;
    private int _known;

    /// <summary>What the server calls the file.</summary>
    public string Source { get; } = "demo:" + file.Name[..Math.Min(file.Name.Length, MaxSource - 5)];

    /// <summary>Rows that the server has, new ones and known ones.</summary>
    public int Sent => Volatile.Read(ref _sent);

    /// <summary>Of them those that it had before.</summary>
    public int Known => Volatile.Read(ref _known);

    /// <summary>Sends every good row; what the server refuses joins the rejected.</summary>
    /// <exception cref="StewardException">The server cannot be reached, or fails.</exception>
    public Task SendAsync(RejectedRows rejected, CancellationToken ct) => Parallel.ForEachAsync(
        file.Rows().Select(r => r.Good).OfType<FeedbackRow>(),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct },
        async (row, token) =>
        {
            if (await AcceptedAsync(row, rejected, token)) Interlocked.Increment(ref _sent);
        });

    private async Task<bool> AcceptedAsync(FeedbackRow row, RejectedRows rejected, CancellationToken ct)
    {
        try
        {
            var receipt = await client.Ingest.SendAsync(Event(row), DeliveryId(row), ct);
            if (receipt.Status == "duplicate") Interlocked.Increment(ref _known);
        }
        catch (StewardException refused) when (refused.Code == "delivery_id_reused")
        {
            // The same words from the same row; only who said them or in which language is written otherwise now.
            Interlocked.Increment(ref _known);
        }
        catch (StewardException refused) when (refused.Status is 400 or 413 or 422)
        {
            rejected.Add(new RejectedRow(row.Line, "refused by the server: " + refused.Detail));
            return false;
        }

        return true;
    }

    private IngestEvent Event(FeedbackRow row)
    {
        var data = new JsonObject { ["text"] = row.Text, ["metadata"] = new JsonObject { ["source"] = Source } };
        if (row.Locale is not null) data["locale"] = row.Locale;
        return new IngestEvent("feedback.received", row.UserId, data);
    }

    private string DeliveryId(FeedbackRow row) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Name}\n{row.Key}\n{row.Text}")));
}
