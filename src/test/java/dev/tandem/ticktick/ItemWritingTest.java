package dev.tandem.ticktick;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tandem.bus.WireJson;
import dev.tandem.task.ChecklistItem;
import java.util.List;
import org.junit.jupiter.api.Test;

/** TickTick takes what a line leaves out for cleared. */
class ItemWritingTest {
  private static final String SHOWN =
      "[{'id':'1','title':'Dig','status':1,'sortOrder':7,'completedTime':'t','startDate':'d'},"
          + "{'id':'2','title':'Sow','status':0,'sortOrder':8,'timeZone':'Asia/Tokyo'}]";

  @Test
  void aLineKeepsWhatIsNotMapped() {
    assertThat(written(SHOWN, item("1", "Dig deep", true)))
        .isEqualTo(
            "[{'id':'1','title':'Dig deep','status':1,'sortOrder':0,'completedTime':'t',"
                + "'startDate':'d'}]");
  }

  @Test
  void aLineThatIsOpenAgainHasNoTimeOfCompletion() {
    assertThat(written(SHOWN, item("1", "Dig", false)))
        .isEqualTo("[{'id':'1','title':'Dig','status':0,'sortOrder':0,'startDate':'d'}]");
  }

  @Test
  void aLineThatGotAnotherIdThereIsFoundByItsTitle() {
    assertThat(written(SHOWN, item("mine", "Sow", false)))
        .isEqualTo(
            "[{'id':'mine','title':'Sow','status':0,'sortOrder':0,'timeZone':'Asia/Tokyo'}]");
  }

  @Test
  void aNewLineTakesNothingFromOneThatIsStillThere() {
    assertThat(written(SHOWN, item("new", "Sow", false), item("2", "Sow", false)))
        .isEqualTo(
            "[{'id':'new','title':'Sow','status':0,'sortOrder':0},"
                + "{'id':'2','title':'Sow','status':0,'sortOrder':1,'timeZone':'Asia/Tokyo'}]");
  }

  @Test
  void whereNothingWasShownALineIsWhatIsMapped() {
    assertThat(written(null, item("1", "Dig", true)))
        .isEqualTo("[{'id':'1','title':'Dig','status':1,'sortOrder':0}]");
    assertThat(written("[null,7,{}]", item("1", "Dig", true)))
        .isEqualTo("[{'id':'1','title':'Dig','status':1,'sortOrder':0}]");
  }

  private static ChecklistItem item(String id, String title, boolean completed) {
    return new ChecklistItem(id, title, completed);
  }

  private static String written(String shown, ChecklistItem... items) {
    ArrayNode array = WireJson.MAPPER.createArrayNode();
    ItemWriting.write(array, List.of(items), shown == null ? null : shown.replace('\'', '"'));
    return array.toString().replace('"', '\'');
  }
}
