using System.Collections;
using Steward.Jobs.Queue;

namespace Steward.Jobs.Workers;

/// <summary>What every log line of an attempt carries: whose work it is, and the request that asked for it.</summary>
internal sealed class JobScope(ClaimedJob job) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 3;

    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new("client_id", job.TenantId),
        1 => new("request_id", job.RequestId),
        2 => new("job_id", job.Id),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"job {job.Id}";
}
