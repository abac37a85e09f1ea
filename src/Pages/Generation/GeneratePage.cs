using Steward.Gateway;
using Steward.Jobs;
using Steward.Platform.Data;

namespace Steward.Pages.Generation;

/// <summary>Writes one page.</summary>
internal sealed record GeneratePage(GenerateRequest Request, string By) : IJob
{
    /// <summary>The queue that pages are written in.</summary>
    public const string Queue = "ai-generation";

    /// <summary>What the job is called in the queue.</summary>
    public const string KindName = "pages.generate";

    static string IJob.Kind => KindName;
}

/// <summary>A page as a job: its end and the draft that is kept become true together.</summary>
internal sealed class PageWriting(PageGenerator generator, AppDb db) : IJobHandler<GeneratePage>
{
    public async Task RunAsync(GeneratePage job, JobContext context, CancellationToken ct)
    {
        var order = new PageOrder(context.TenantId, job.By, context.JobId.ToString());
        context.Report(10, "started");
        context.Report(30, "writing");
        var (answer, page) = await AskAsync(job, context, ct);
        context.Report(80, "checked");
        if (job.Request.Save != true)
        {
            context.Result = generator.Show(answer, page, order, context.Attempt, null);
            return;
        }

        await db.InTransactionAsync(async () =>
        {
            context.Result = generator.Show(answer, page, order, context.Attempt, await generator.KeepAsync(page, order, ct));
            await context.FinishAsync(db, ct);
        }, ct);
    }

    private async Task<(AiResult<System.Text.Json.Nodes.JsonObject> Answer, Documents.ReadPage Page)> AskAsync(GeneratePage job, JobContext context, CancellationToken ct)
    {
        try
        {
            return await generator.WriteAsync(job.Request, new AiCall(context.TenantId, $"page-{context.JobId}", "page_brief") { UserId = job.By, SubjectId = job.By, Job = context }, ct);
        }
        catch (TextHeldException held)
        {
            // A reviewer who releases the text makes a retry pass.
            throw new JobException(JobErrorType.Validation, $"Safety holds the prompt for review ({held.Reason}); the flag is {held.FlagId}.", inner: held);
        }
    }
}
