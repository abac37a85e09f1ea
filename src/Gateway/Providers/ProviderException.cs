using Steward.Jobs;
using Steward.Platform.Errors;

namespace Steward.Gateway.Providers;

/// <summary>Why a provider refused a request, where that decides who is asked next.</summary>
internal enum ProviderCause
{
    /// <summary>Nothing of the following.</summary>
    Other,

    /// <summary>The conversation is longer than the model reads: one that reads more may answer.</summary>
    ContextTooLong,

    /// <summary>The provider's policy forbids it: another provider is not asked behind its back.</summary>
    ContentPolicy,

    /// <summary>The model has no price: one that has may answer.</summary>
    NoPrice,
}

/// <summary>A call that brought no answer.</summary>
internal sealed class ProviderException(JobErrorType type, string message, TimeSpan? retryAfter = null, Exception? inner = null) : Exception(message, inner)
{
    public JobErrorType Type { get; } = type;

    /// <summary>The kind of failure as logs, metrics and answers name it.</summary>
    public string TypeName => Type.Name();

    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>The provider's HTTP status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>The provider's own words. They may repeat the caller's text and are for the caller alone.</summary>
    public string Said { get; init; } = "";

    public ProviderCause Cause { get; init; }

    /// <summary>What the calls that led here cost, in pico-dollars.</summary>
    public long SpentPico { get; set; }

    /// <summary>The answer that cannot be used, where there is one.</summary>
    public string? Answer { get; init; }

    /// <summary>Nobody else is to be asked, for the caller has seen a part of the answer.</summary>
    public bool IsFinal { get; set; }

    /// <summary>The model has been asked again already.</summary>
    public bool IsSecond { get; set; }

    /// <summary>The provider may have worked and billed without our seeing the answer.</summary>
    public bool MayHaveBilled => Type is JobErrorType.Timeout or JobErrorType.Network or JobErrorType.Model;

    /// <summary>What a product is told: a caller who waits gets a typed answer at once, a job decides by the error's type.</summary>
    public Exception For(AiCall call) => call.JobId is not null ? new JobException(Type, Message, RetryAfter, this) { Kept = Answer }
        : new Problem(503, "ai_unavailable", "AI unavailable", Message)
        {
            Members = new Dictionary<string, object?> { ["errorType"] = TypeName }, RetryAfter = RetryAfter ?? TimeSpan.FromSeconds(30),
        }.AsException();

    /// <summary>How a failure of any kind is named.</summary>
    public static string NameOf(Exception error) => error is ProviderException failed ? failed.TypeName : error.GetType().Name;

    /// <summary>The model is not in the price table.</summary>
    public static ProviderException NoPrice(ModelTarget target) =>
        new(JobErrorType.Validation, $"There is no price for {target.Name}/{target.Model}; the call is refused, not free.") { Cause = ProviderCause.NoPrice };

    /// <summary>A model that is left alone for a while was not asked.</summary>
    public static ProviderException Resting(ModelTarget target, TimeSpan left) =>
        new(JobErrorType.Unavailable, $"{target.Name}/{target.Model} failed several times in a row and is left alone for a while.", left);

    /// <summary>The same call may succeed in a moment.</summary>
    public bool WorthRetrying => !IsSecond && Type is JobErrorType.RateLimit or JobErrorType.Unavailable or JobErrorType.Network;
}
