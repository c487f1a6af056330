package dev.tandem;

import dev.tandem.account.AccountCommand;
import dev.tandem.account.AccountReply;
import dev.tandem.account.AccountTopics;
import dev.tandem.account.ConnectionCommand;
import dev.tandem.account.ConnectionReply;
import dev.tandem.account.KeyedCommand;
import dev.tandem.account.KeyedReply;
import dev.tandem.account.OpenIdQuery;
import dev.tandem.account.OpenIdReply;
import dev.tandem.account.PersonCommand;
import dev.tandem.account.PersonReply;
import dev.tandem.account.UserCommand;
import dev.tandem.account.UserReply;
import dev.tandem.bus.WireTypes;
import dev.tandem.suggestion.SuggestionCommand;
import dev.tandem.suggestion.SuggestionReply;
import dev.tandem.sync.ConflictCommand;
import dev.tandem.sync.ConflictDetected;
import dev.tandem.sync.ConflictReply;
import dev.tandem.sync.DeletionsHeld;
import dev.tandem.sync.PollRoutes;
import dev.tandem.sync.ProjectRoutes;
import dev.tandem.sync.PullRoutes;
import dev.tandem.sync.PushJob;
import dev.tandem.sync.QueueRoutes;
import dev.tandem.sync.SyncResult;
import dev.tandem.sync.SyncRoutes;
import dev.tandem.task.BatchCommand;
import dev.tandem.task.BatchReply;
import dev.tandem.task.FeedProbe;
import dev.tandem.task.FeedQuery;
import dev.tandem.task.FeedReply;
import dev.tandem.task.ProjectCommand;
import dev.tandem.task.ProjectReply;
import dev.tandem.task.ProjectTopics;
import dev.tandem.task.TaskCommand;
import dev.tandem.task.TaskReply;
import dev.tandem.task.TaskTopics;
import java.util.List;

/** Every type of message that a process sends or understands. */
public final class Messages {
  private Messages() {}

  /** All of them, for {@code Bus.install}; a verticle of another project adds its own. */
  public static WireTypes types() {
    return WireTypes.of(
        List.of(
            TaskCommand.class,
            TaskReply.class,
            BatchCommand.class,
            BatchReply.class,
            SuggestionCommand.class,
            SuggestionReply.class,
            FeedQuery.class,
            FeedReply.class,
            FeedProbe.class,
            FeedProbe.News.class,
            TaskTopics.TaskChanged.class,
            ProjectCommand.class,
            ProjectReply.class,
            ProjectTopics.ProjectChanged.class,
            UserCommand.class,
            UserReply.class,
            OpenIdQuery.class,
            OpenIdReply.class,
            AccountCommand.class,
            AccountReply.class,
            KeyedCommand.class,
            KeyedReply.class,
            PersonCommand.class,
            PersonReply.class,
            ConnectionCommand.class,
            ConnectionReply.class,
            AccountTopics.AccountChanged.class,
            AccountTopics.AccountExpiring.class,
            AccountTopics.KeyRevoked.class,
            AccountTopics.UserErased.class,
            ConflictDetected.class,
            ConflictCommand.class,
            ConflictReply.class,
            DeletionsHeld.class,
            PushJob.class,
            SyncResult.class,
            SyncRoutes.Push.class,
            SyncRoutes.Sweep.class,
            SyncRoutes.SweepResult.class,
            SyncRoutes.AwaitProject.class,
            SyncRoutes.ProjectAwaited.class,
            SyncRoutes.DeleteProject.class,
            SyncRoutes.ProjectDeleted.class,
            SyncRoutes.ReadBreaker.class,
            SyncRoutes.BreakerStatus.class,
            SyncRoutes.PushFinished.class,
            SyncRoutes.BreakerChanged.class,
            SyncRoutes.DecideDeletions.class,
            SyncRoutes.DeletionsDecided.class,
            QueueRoutes.Claim.class,
            QueueRoutes.Claimed.class,
            QueueRoutes.Settle.class,
            QueueRoutes.Settled.class,
            QueueRoutes.Intend.class,
            QueueRoutes.Intended.class,
            QueueRoutes.Renew.class,
            QueueRoutes.Renewed.class,
            QueueRoutes.Resolve.class,
            QueueRoutes.ReadIntents.class,
            QueueRoutes.Intents.class,
            QueueRoutes.Wake.class,
            QueueRoutes.Hasten.class,
            QueueRoutes.Woken.class,
            QueueRoutes.Sighted.class,
            QueueRoutes.TwinsNoted.class,
            QueueRoutes.Inspect.class,
            QueueRoutes.RowState.class,
            QueueRoutes.Release.class,
            QueueRoutes.Released.class,
            QueueRoutes.ReadQueue.class,
            QueueRoutes.QueueStatus.class,
            ProjectRoutes.StoreProjects.class,
            ProjectRoutes.ProjectsStored.class,
            PollRoutes.ClaimPolls.class,
            PollRoutes.ClaimedPolls.class,
            PollRoutes.FinishPoll.class,
            PollRoutes.RenewPoll.class,
            PollRoutes.PollHeld.class,
            PollRoutes.HastenPoll.class,
            PollRoutes.PollHastened.class,
            PullRoutes.FindAbsent.class,
            PullRoutes.AbsentIn.class,
            ProjectRoutes.Claim.class,
            ProjectRoutes.Claimed.class,
            ProjectRoutes.Settle.class,
            ProjectRoutes.Settled.class,
            ProjectRoutes.Release.class,
            ProjectRoutes.Released.class,
            ProjectRoutes.Delete.class,
            ProjectRoutes.Deletion.class,
            PullRoutes.Compare.class,
            PullRoutes.Compared.class,
            PullRoutes.Apply.class,
            PullRoutes.Applied.class,
            PullRoutes.NoteLists.class,
            PullRoutes.Missing.class,
            PullRoutes.NoteLooks.class,
            PullRoutes.LooksNoted.class,
            PullRoutes.EndTwins.class,
            PullRoutes.TwinsEnded.class));
  }
}
