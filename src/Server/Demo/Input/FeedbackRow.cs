namespace Steward.Server.Demo.Input;

/// <summary>A text to send.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Key">What tells it from the file's other texts: the row's id, or its line, and the column.</param>
/// <param name="Text">1 to 10,000 characters.</param>
/// <param name="UserId">Who said it.</param>
/// <param name="Locale">Its language, if the file says so.</param>
internal sealed record FeedbackRow(int Line, string Key, string Text, string UserId, string? Locale);

/// <summary>A row that cannot be sent.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Reason">Why; never the text itself.</param>
internal sealed record RejectedRow(int Line, string Reason);

/// <summary>What a row turned out to be: one of the two.</summary>
internal readonly record struct ReadRow(FeedbackRow? Good, RejectedRow? Bad)
{
    public static ReadRow Of(FeedbackRow row) => new(row, null);

    public static ReadRow Rejected(int line, string reason) => new(null, new RejectedRow(line, reason));
}

/// <summary>The file cannot be read at all; the message says what to change.</summary>
internal sealed class InputException(string message) : Exception(message);
