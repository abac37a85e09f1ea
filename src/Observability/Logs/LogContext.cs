using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Steward.Observability.Logs;

/// <summary>A field of a log line, from the entry itself or from a scope around it.</summary>
internal readonly record struct LogField(FieldName Name, object? Value, bool IsOwn);

/// <summary>The fields of one log line: the entry's own first, then those of the scopes around it, the innermost scope winning.</summary>
internal sealed class LogContext
{
    public const int MaxFields = 64;
    public const int MaxValue = 2000;

    private static readonly Action<object?, LogContext> AddScopeFields = static (scope, context) => context.AddScope(scope);

    private readonly List<LogField> _fields = [];

    public IReadOnlyList<LogField> Fields => _fields;

    public bool HasSecret { get; private set; }

    public void Fill(string category, EventId eventId, object? state, IExternalScopeProvider? scopes)
    {
        _fields.Clear();
        HasSecret = false;
        _fields.Add(new(FieldName.Of("request_id"), null, IsOwn: false));
        _fields.Add(new(FieldName.Of("client_id"), null, IsOwn: false));
        if (eventId.Name is { Length: > 0 } name) _fields.Add(new(FieldName.Of("event"), name, IsOwn: true));
        _fields.Add(new(FieldName.Of("category"), category, IsOwn: true));
        if (Activity.Current is { } activity) _fields.Add(new(FieldName.Of("trace_id"), activity.TraceId.ToHexString(), IsOwn: true));
        AddAll(state, isOwn: true);
        scopes?.ForEachScope(AddScopeFields, this);
    }

    /// <summary>Lets go of the values, which belong to the caller.</summary>
    public void Clear() => _fields.Clear();

    public static string Text(object value)
    {
        try
        {
            return value switch
            {
                string text => text,
                DateTimeOffset at => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception failed)
        {
            // A line must not be lost because one value cannot say what it is.
            return $"({value.GetType().Name}: {failed.GetType().Name})";
        }
    }

    private void AddScope(object? scope) => AddAll(scope, isOwn: false);

    private void AddAll(object? state, bool isOwn)
    {
        if (state is IReadOnlyList<KeyValuePair<string, object?>> list)
        {
            for (var i = 0; i < list.Count; i++) Add(list[i], isOwn);
        }
        else if (state is IEnumerable<KeyValuePair<string, object?>> pairs)
        {
            foreach (var pair in pairs) Add(pair, isOwn);
        }
    }

    private void Add(KeyValuePair<string, object?> pair, bool isOwn)
    {
        var name = FieldName.Of(pair.Key);
        if (name.IsHidden || (!isOwn && pair.Value is null)) return;
        if (name.IsSecret && isOwn) HasSecret = true;
        var at = _fields.FindIndex(f => f.Name.Text == name.Text);
        if (at >= 0 && (isOwn || !_fields[at].IsOwn)) _fields[at] = new LogField(name, pair.Value, isOwn);
        else if (at < 0 && _fields.Count < MaxFields) _fields.Add(new LogField(name, pair.Value, isOwn));
    }
}
