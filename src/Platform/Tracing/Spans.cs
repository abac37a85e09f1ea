using System.Diagnostics;

namespace Steward.Platform.Tracing;

/// <summary>Spans of AI work. Where nobody exports them they are null and cost nothing. No tag may hold a prompt, an answer or a secret.</summary>
public static class Spans
{
    /// <summary>The name of the source.</summary>
    public const string Source = "Steward.Ai";

    private static readonly ActivitySource Activities = new(Source);

    /// <summary>A step of whatever span is current.</summary>
    /// <param name="name">Its name: a constant, or one that a model's name ends.</param>
    /// <param name="kind">What it is to its neighbours.</param>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) => Activities.StartActivity(name, kind);

    /// <summary>
    /// The first span of a request or a job. The framework's own span around a request is not exported, so the parent is the one that the caller sent, or none.
    /// Call it in an async method: what is current ends with that.
    /// </summary>
    /// <param name="name">Its name, a constant.</param>
    /// <param name="kind">What it is to its neighbours.</param>
    public static Activity? StartFirst(string name, ActivityKind kind)
    {
        if (!Activities.HasListeners()) return null;
        var around = Activity.Current;
        Activity.Current = null;
        // A parent within the process would be an object.
        var caller = around is { Parent: null } && around.ParentSpanId != default
            ? new ActivityContext(around.TraceId, around.ParentSpanId, around.ActivityTraceFlags, around.TraceStateString, isRemote: true) : default;
        return Activities.StartActivity(name, kind, caller);
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span, where there is one.</param>
    /// <param name="errorType">Why, in a word.</param>
    public static void Failed(this Activity? span, string errorType) => span?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error);
}
