using Microsoft.EntityFrameworkCore;
using Steward.Gateway;
using Steward.Gateway.Admission;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Examples.Praise;

// <job>
/// <summary>Finds out what one note is for.</summary>
internal sealed record SortPraise(Guid NoteId) : IJob
{
    public static string Kind => "praise.sort-note";
}
// </job>

// <handler>
/// <summary>Asks for the theme, then writes it and the job's end in one transaction.</summary>
internal sealed class PraiseSorter(AppDb db, AiGateway gateway) : IJobHandler<SortPraise>
{
    public async Task RunAsync(SortPraise job, JobContext context, CancellationToken ct)
    {
        var note = await db.Set<PraiseNote>().AsNoTracking().SingleOrDefaultAsync(n => n.Id == job.NoteId, ct);
        // Erased meanwhile, or sorted by an attempt whose end was already written.
        if (note is null || note.Theme is not null) return;
        var (theme, by, flag) = await AskAsync(note, context, ct);
        context.Result = new { theme, by };
        await db.InTransactionAsync(async () =>
        {
            await db.Set<PraiseNote>().Where(n => n.Id == note.Id)
                .ExecuteUpdateAsync(s => s.SetProperty(n => n.Theme, theme).SetProperty(n => n.SortedBy, by).SetProperty(n => n.FlagId, flag), ct);
            await context.FinishAsync(db, ct);
        }, ct);
    }
    // </handler>

    // <ask>
    private async Task<(string? Theme, string? By, string? Flag)> AskAsync(PraiseNote note, JobContext context, CancellationToken ct)
    {
        var call = new AiCall(note.TenantId, note.Id.ToString(), "praise_note")
        {
            SubjectId = note.From, Job = context,
        };
        try
        {
            var sorted = await gateway.RunAsync(PraiseTask.Task, new PraiseText(note.Text), call, ct);
            return (sorted.Value.Theme, sorted.Provider, null);
        }
        catch (TextHeldException held)
        {
            return (null, null, held.FlagId);
        }
    }
    // </ask>
}
