using Microsoft.EntityFrameworkCore;
using Steward.Platform.Data;

namespace Steward.Impact.Evaluations;

/// <summary>Texts whose labels people have given.</summary>
internal sealed class Dataset : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public int Samples { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime CreatedAt { get; set; }
}

/// <summary>One text of a data set, numbered from 1, and what is expected of it.</summary>
internal sealed class DatasetSample : ITenantOwned
{
    public Guid DatasetId { get; set; }
    public int Number { get; set; }
    public Guid TenantId { get; set; }
    public required string Text { get; set; }
    public string? Locale { get; set; }

    /// <summary>Class by label, as JSON; a label that is absent is not judged.</summary>
    public required string Expected { get; set; }
}

/// <summary>A data set given to one model.</summary>
internal sealed class EvaluationRun : ITenantOwned
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid DatasetId { get; set; }
    public required string DatasetName { get; set; }
    public required string Provider { get; set; }
    public required string Model { get; set; }
    public required string PromptVersion { get; set; }

    /// <summary>The least confidence by label at the run's beginning, as JSON.</summary>
    public required string Thresholds { get; set; }

    /// <summary>Texts between two writes.</summary>
    public int BatchSize { get; set; }
    public Guid JobId { get; set; }

    /// <summary>running, completed, failed or cancelled.</summary>
    public required string Status { get; set; }
    public string? ErrorType { get; set; }
    public int Samples { get; set; }
    public int Classified { get; set; }

    /// <summary>Texts that screening holds; not judged.</summary>
    public int Held { get; set; }

    /// <summary>Texts whose answers could not be used; not judged.</summary>
    public int Failed { get; set; }
    public long Tokens { get; set; }
    public long CostPico { get; set; }

    /// <summary>The <see cref="EvaluationReport"/> of a completed run, as JSON.</summary>
    public string? Report { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
}

/// <summary>What a run's model said of one text.</summary>
internal sealed class EvaluationAnswer : ITenantOwned
{
    public Guid RunId { get; set; }
    public int Number { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>classified, held or failed.</summary>
    public required string Status { get; set; }

    /// <summary>Class by label, as JSON; no word of the text.</summary>
    public string? Given { get; set; }
    public long Tokens { get; set; }
    public long CostPico { get; set; }
}

internal sealed class EvaluationModel : IModelPart
{
    public void Build(ModelBuilder model)
    {
        model.Entity<Dataset>(e =>
        {
            e.ToTable("impact_datasets");
            e.Property(r => r.Name).HasMaxLength(200);
            e.Property(r => r.CreatedBy).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.Id });
        });
        model.Entity<DatasetSample>(e =>
        {
            e.ToTable("impact_dataset_samples");
            e.HasKey(r => new { r.DatasetId, r.Number });
            e.Property(r => r.Locale).HasMaxLength(35);
        });
        model.Entity<EvaluationRun>(e =>
        {
            e.ToTable("impact_evaluations");
            e.Property(r => r.DatasetName).HasMaxLength(200);
            e.Property(r => r.Provider).HasMaxLength(50);
            e.Property(r => r.Model).HasMaxLength(100);
            e.Property(r => r.PromptVersion).HasMaxLength(50);
            e.Property(r => r.Status).HasMaxLength(20);
            e.Property(r => r.ErrorType).HasMaxLength(50);
            e.Property(r => r.CreatedBy).HasMaxLength(200);
            e.HasIndex(r => new { r.TenantId, r.Id });
            e.HasIndex(r => r.DatasetId);
        });
        model.Entity<EvaluationAnswer>(e =>
        {
            e.ToTable("impact_evaluation_answers");
            e.HasKey(r => new { r.RunId, r.Number });
            e.Property(r => r.Status).HasMaxLength(20);
        });
    }
}
