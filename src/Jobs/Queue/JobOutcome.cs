using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steward.Jobs.Workers;

namespace Steward.Jobs.Queue;

/// <summary>How an attempt ended. Carries the lease: one that is no longer held is refused.</summary>
/// <param name="Id">The job.</param>
/// <param name="Lease">The attempt's lease number.</param>
/// <param name="State">The state that follows.</param>
/// <param name="DelayMs">Milliseconds until it may run, where it goes on.</param>
/// <param name="Refund">1 when the attempt does not count: a planned stop, a parked job.</param>
/// <param name="ErrorType">Why it did not succeed.</param>
/// <param name="Error">The same for people.</param>
/// <param name="Result">What a completed job answered, as JSON.</param>
internal sealed partial record JobOutcome(
    Guid Id, long Lease, JobState State, long DelayMs = 0, int Refund = 0, string? ErrorType = null, string? Error = null, string? Result = null)
{
    private const int MaxSignatureLength = 200;
    private const int MaxErrorLength = 2000;
    private const int MaxEvidence = 64_000;

    public bool Ends => State >= JobState.Completed;

    /// <summary>Who answered, where an AI provider was asked.</summary>
    public string? Provider { get; init; }

    /// <summary>With what.</summary>
    public string? Model { get; init; }

    /// <summary>What the attempt paid, in pico-USD; null where nobody was paid.</summary>
    public long? CostPico { get; init; }

    /// <summary>Answers that the attempt checked; null where there were none.</summary>
    public int? Validations { get; init; }

    /// <summary>Those of them that could be used.</summary>
    public int? ValidationsPassed { get; init; }

    /// <summary>What the failures of one cause have in common: the type and the message without its numbers, ids and quotations.</summary>
    public string? Signature => State == JobState.Failed ? SignatureOf(ErrorType, Error) : null;

    /// <summary>Who is told that the job is a dead letter.</summary>
    public IReadOnlyList<NewJob> Announcements { get; init; } = [];

    public static JobOutcome Completed(ClaimedJob job, string? result) => new(job.Id, job.Lease, JobState.Completed, Result: result);

    /// <summary>The running attempt was called off.</summary>
    public static JobOutcome Cancelled(Guid id, long lease) => new(id, lease, JobState.Cancelled);

    /// <summary>A planned stop gives the job back as if it had not been claimed.</summary>
    public static JobOutcome HandBack(Guid id, long lease) => new(id, lease, JobState.Waiting, Refund: 1);

    /// <summary>The handler wants to be called again later.</summary>
    public static JobOutcome PutOff(ClaimedJob job, TimeSpan wait) => new(job.Id, job.Lease, JobState.Delayed, (long)wait.TotalMilliseconds, Refund: 1);

    /// <summary>Tries again after a pause that grows with the attempts, however many there were: its end cannot be written.</summary>
    public static JobOutcome Later(ClaimedJob job) => new(job.Id, job.Lease, JobState.Delayed, (long)Backoff(job));

    /// <summary>Decides by the error's type: park, try again with growing pauses, or dead.</summary>
    public static JobOutcome Failed(ClaimedJob job, JobException error, double jitter)
    {
        var (type, text) = (error.Type.Name(), Storable(error.Message));
        if (error.Type is JobErrorType.Budget or JobErrorType.RateLimit)
            return new JobOutcome(job.Id, job.Lease, JobState.Parked, Parked(error.RetryAfter ?? TimeSpan.FromMinutes(1), jitter), 1, type, text);
        if (JobFailures.IsFatal(error.Type, job.Attempt, job.MaxAttempts))
            return new JobOutcome(job.Id, job.Lease, JobState.Failed, ErrorType: type, Error: text, Result: Evidence(error.Kept));
        var delay = Math.Max(Backoff(job) * (1 + 0.25 * jitter), error.RetryAfter?.TotalMilliseconds ?? 0);
        return new JobOutcome(job.Id, job.Lease, JobState.Delayed, (long)delay, ErrorType: type, Error: text);
    }

    private static string? Evidence(string? kept) => kept is null ? null : JsonSerializer.Serialize(new { answer = Storable(kept, MaxEvidence) }, JobKind.Json);

    private static double Backoff(ClaimedJob job) => 1000 * Math.Pow(2, Math.Min(job.Attempt - 1, 12));

    // All who were refused heard the same time; spread, they do not all come back to be refused again.
    private static long Parked(TimeSpan wait, double jitter) => (long)(wait.TotalMilliseconds + Math.Min(15_000, 9 * wait.TotalMilliseconds) * jitter);

    /// <summary>A text as both databases take it: without NUL and halves of surrogate pairs, cut to length between characters.</summary>
    internal static string Storable(string text, int most = MaxErrorLength)
    {
        // Encoding puts U+FFFD for what is no character.
        text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Replace('\0', ' ')));
        return text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
    }

    internal static string SignatureOf(string? type, string? error)
    {
        var common = Varying().Replace(error ?? "", "…");
        return Storable($"{type ?? "unknown"}: {common}", MaxSignatureLength);
    }

    // Quotations, hexadecimal runs with a digit in them (ids, hashes), numbers.
    [GeneratedRegex("""("[^"]*"|'[^']*'|\b(?=[0-9a-fA-F-]*\d)[0-9a-fA-F]{4,}(-[0-9a-fA-F]+)*\b|\d+([.,:]\d+)*)""")]
    private static partial Regex Varying();
}
